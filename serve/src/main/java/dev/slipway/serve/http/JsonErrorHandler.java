package dev.slipway.serve.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.openai.OpenAiErrors;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What goes wrong outside of an operation, as {@code {"error": {...}}} too. */
final class JsonErrorHandler implements ServerErrorHandler {
    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        return answer(context, cause);
    }

    /** The answer to a request that failed. */
    static HttpResponse answer(ServiceRequestContext context, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case HttpResponseException given -> given.httpResponse();
            case HttpStatusException given ->
                of(
                        given.httpStatus(),
                        message(
                                given.httpStatus(),
                                context.maxRequestLength(),
                                context.request().headers()));
            case ContentTooLargeException tooLarge ->
                of(HttpStatus.REQUEST_ENTITY_TOO_LARGE, tooLarge(tooLarge.maxContentLength()));
            case RequestTimeoutException _ ->
                of(HttpStatus.REQUEST_TIMEOUT, "the request's body did not arrive in time");
            default -> {
                JsonAnswer.Whole answer = OpenAiErrors.answer(cause);
                yield HttpResponse.of(HttpStatus.valueOf(answer.status()), MediaType.JSON, answer.json());
            }
        };
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        String message = message(status, config.maxRequestLength(), headers);
        return AggregatedHttpResponse.of(status, MediaType.JSON, OpenAiErrors.json(status.code(), message));
    }

    private static HttpResponse of(HttpStatus status, String message) {
        return HttpResponse.of(status, MediaType.JSON, OpenAiErrors.json(status.code(), message));
    }

    private static String tooLarge(long most) {
        return "the request's body is too large (expected: at most " + most + " bytes)";
    }

    private static String message(HttpStatus status, long most, @Nullable RequestHeaders headers) {
        String what = headers == null ? "the request" : headers.method() + " " + pathOf(headers);
        return switch (status.code()) {
            case 404 -> what + ": no such endpoint";
            case 413 -> tooLarge(most);
            case 405 -> what + ": the endpoint does not take this method";
            default -> what + ": " + status.reasonPhrase();
        };
    }

    private static String pathOf(RequestHeaders headers) {
        String path = headers.path();
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
