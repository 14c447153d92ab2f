package dev.slipway.serve.grpc;

import dev.slipway.serve.engine.ServeException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Failures as gRPC statuses: a {@link ServeException.Code} is the status of its name. */
final class GrpcErrors {
    private GrpcErrors() {}

    static StatusRuntimeException of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case ServeException known ->
                Status.Code.valueOf(known.code().name())
                        .toStatus()
                        .withDescription(known.getMessage())
                        .asRuntimeException();
            case StatusRuntimeException known -> known;
            case CancellationException _ -> Status.CANCELLED.asRuntimeException();
            default ->
                Status.INTERNAL
                        .withDescription(
                                "the server failed: " + cause.getClass().getSimpleName())
                        .withCause(cause)
                        .asRuntimeException();
        };
    }
}
