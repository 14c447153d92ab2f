package dev.slipway.serve.grpc;

import dev.slipway.serve.engine.ServeException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Failures as gRPC statuses: a {@link ServeException.Code} is the status of its name. */
final class GrpcErrors {
    private GrpcErrors() {}

    static StatusRuntimeException of(Throwable failure) {
        ServeException known = ServeException.known(failure);
        return Status.Code.valueOf(known.code().name())
                .toStatus()
                .withDescription(known.getMessage())
                .withCause(known.getCause())
                .asRuntimeException();
    }
}
