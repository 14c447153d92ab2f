package dev.slipway.serve.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.stream.Departure;
import dev.slipway.serve.stream.StreamedResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

/**
 * Answers streaming RPCs by itself: under grpc-java a message is a call through all layers, and a write to the socket;
 * here the messages that wait go out as one. Does so for plain calls: protobuf, not compressed, one whole message. Whatever
 * else comes, wrong or only rare, goes to grpc-java, which knows all of it.
 */
final class StreamedCalls extends SimpleDecoratingHttpService {
    private final Map<String, StreamedRpc<?>> rpcs;
    private final AccessControl access;
    private final int maxMessageBytes;

    StreamedCalls(HttpService others, StreamedRpcs rpcs, AccessControl access, int maxMessageBytes) {
        super(others);
        this.rpcs = rpcs.byPath();
        this.access = access;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
        StreamedRpc<?> rpc = rpcs.get(context.path());
        // Refused calls are grpc-java's too.
        if (rpc == null || !isPlain(request.headers()) || isRefused(context, request.headers())) {
            return unwrap().serve(context, request);
        }
        context.setMaxRequestLength(GrpcFraming.PREFIX + (long) maxMessageBytes);
        CompletableFuture<HttpResponse> answer = request.aggregate().thenCompose(whole -> answer(context, rpc, whole));
        return HttpResponse.of(answer.exceptionally(this::failed));
    }

    private static boolean isPlain(RequestHeaders headers) {
        MediaType type = headers.contentType();
        String encoding = headers.get(GrpcHeaders.ENCODING, "identity");
        return type != null && GrpcSerializationFormats.PROTO.isAccepted(type) && encoding.equals("identity");
    }

    private boolean isRefused(ServiceRequestContext context, RequestHeaders headers) {
        return access.refusal(context.path(), headers.get("authorization")).isPresent();
    }

    private CompletableFuture<HttpResponse> answer(
            ServiceRequestContext context, StreamedRpc<?> rpc, AggregatedHttpRequest request) {
        byte[] body = request.content().array();
        if (!isOneMessage(body)) {
            return CompletableFuture.completedFuture(others(context, request));
        }
        try {
            var messages = rpc.answer(body, GrpcFraming.PREFIX, GrpcCall.of(request.headers()))
                    .toCompletableFuture();
            new Departure(context).during(messages, () -> messages.cancel(false));
            return messages.thenCompose(each -> respond(context, each));
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.completedFuture(others(context, request));
        }
    }

    private static CompletableFuture<HttpResponse> respond(
            ServiceRequestContext context, Flow.Publisher<byte[]> messages) {
        StreamedResponse stream =
                new StreamedResponse(GrpcFraming.INSTANCE, context.eventLoop().withoutContext());
        new Departure(context).during(stream.response(), stream::cancel);
        messages.subscribe(stream);
        return stream.response();
    }

    private boolean isOneMessage(byte[] body) {
        return body.length >= GrpcFraming.PREFIX
                && body.length - GrpcFraming.PREFIX <= maxMessageBytes
                && body[0] == 0
                && ByteBuffer.wrap(body).getInt(1) == body.length - GrpcFraming.PREFIX;
    }

    /** What the decorated service makes of a request that was read already. */
    private HttpResponse others(ServiceRequestContext context, AggregatedHttpRequest read) {
        HttpRequest request = read.toHttpRequest();
        context.updateRequest(request);
        try {
            return unwrap().serve(context, request);
        } catch (Exception e) {
            return HttpResponse.ofFailure(e);
        }
    }

    private HttpResponse failed(Throwable failure) {
        Optional<Throwable> cause = Optional.of(failure)
                .filter(CompletionException.class::isInstance)
                .map(Throwable::getCause);
        return GrpcErrors.response(
                switch (cause.orElse(failure)) {
                    case ContentTooLargeException _ ->
                        new ServeException(
                                ServeException.Code.RESOURCE_EXHAUSTED,
                                "the request is too large (expected: at most " + maxMessageBytes + " bytes)");
                    case Throwable other -> other;
                });
    }
}
