package dev.slipway.serve.grpc;

import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.engine.ServeException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** Refuses calls before their first message is read. */
record AccessInterceptor(AccessControl access) implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<ServeException> refusal =
                access.refusal(call.getMethodDescriptor().getFullMethodName(), headers.get(AUTHORIZATION));
        if (refusal.isEmpty()) {
            return next.startCall(call, headers);
        }
        StatusRuntimeException status = GrpcErrors.of(refusal.get());
        call.close(status.getStatus(), new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
