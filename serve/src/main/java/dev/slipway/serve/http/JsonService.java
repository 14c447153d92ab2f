package dev.slipway.serve.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonOperation;
import dev.slipway.serve.api.TraceHeaders;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.stream.Departure;
import dev.slipway.serve.stream.StreamedResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One endpoint: reads the body, does the operation, tells its answer, and ends it when the caller leaves. */
final class JsonService implements HttpService {
    private static final String REQUEST_ID = "x-request-id";

    private final Endpoint endpoint;
    private final JsonOperation operation;

    JsonService(Endpoint endpoint, JsonOperation operation) {
        this.endpoint = endpoint;
        this.operation = operation;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (endpoint.body() == Endpoint.Body.REQUIRED && !isJson(request.contentType())) {
            return JsonErrorHandler.answer(context, notJson());
        }
        CompletableFuture<HttpResponse> answer = request.aggregate().thenCompose(whole -> {
            // The limit was for reading; how long an answer may take is the dispatcher's to say.
            context.clearRequestTimeout();
            return answer(context, whole);
        });
        return HttpResponse.of(answer.exceptionally(failure -> JsonErrorHandler.answer(context, failure)));
    }

    private CompletableFuture<HttpResponse> answer(ServiceRequestContext context, AggregatedHttpRequest request) {
        byte[] body = endpoint.body() == Endpoint.Body.NONE
                ? new byte[0]
                : request.content().array();
        if (body.length > 0 && !isJson(request.contentType())) {
            throw notJson();
        }
        Call call = new Call(endpoint.operation(), Call.Protocol.HTTP, Optional.empty(), trace(request.headers()));
        CompletableFuture<JsonAnswer> answer = operation.answer(body, call).toCompletableFuture();
        new Departure(context).during(answer, () -> answer.cancel(false));
        return answer.thenCompose(each -> switch (each) {
            case JsonAnswer.Whole(int status, byte[] json) ->
                CompletableFuture.completedFuture(HttpResponse.of(HttpStatus.valueOf(status), MediaType.JSON, json));
            case JsonAnswer.Streamed(var chunks) -> {
                StreamedResponse stream = new StreamedResponse(
                        SseFraming.INSTANCE, context.eventLoop().withoutContext());
                new Departure(context).during(stream.response(), stream::cancel);
                chunks.subscribe(stream);
                yield stream.response();
            }
        });
    }

    private static ServeException notJson() {
        return ServeException.invalid("the request's content type is none of JSON (expected: application/json)");
    }

    private static boolean isJson(@Nullable MediaType type) {
        return type != null && type.is(MediaType.JSON);
    }

    /** With the request's id, which over gRPC is a field of the message. */
    private static Map<String, String> trace(RequestHeaders headers) {
        Map<String, String> trace = TraceHeaders.of(headers::get);
        String rid = headers.get(REQUEST_ID);
        if (rid != null) {
            trace.put(REQUEST_ID, rid);
        }
        return trace;
    }
}
