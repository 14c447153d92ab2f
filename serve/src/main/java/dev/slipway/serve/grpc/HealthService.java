package dev.slipway.serve.grpc;

import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.sglang.Operations;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * gRPC's health protocol, version 1, for the server ({@code ""}) and for SGLang's service by its name. A watch tells each
 * change within half a second.
 */
final class HealthService extends HealthGrpc.HealthImplBase {
    private final Operations operations;
    private final ScheduledExecutorService timer;

    HealthService(Operations operations, ScheduledExecutorService timer) {
        this.operations = operations;
        this.timer = timer;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        if (!isKnown(request.getService())) {
            answer.onError(Status.NOT_FOUND
                    .withDescription("service: \"" + request.getService() + "\" (expected: \"\" or "
                            + SglangServiceGrpc.SERVICE_NAME + ")")
                    .asRuntimeException());
            return;
        }
        answer.onNext(response(status(request.getService())));
        answer.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        ServerCallStreamObserver<HealthCheckResponse> call = (ServerCallStreamObserver<HealthCheckResponse>) answer;
        AtomicReference<HealthCheckResponse.ServingStatus> told = new AtomicReference<>(status(request.getService()));
        call.onNext(response(told.get()));
        ScheduledFuture<?> watching = timer.scheduleWithFixedDelay(
                () -> {
                    HealthCheckResponse.ServingStatus now = status(request.getService());
                    if (told.getAndSet(now) != now) {
                        call.onNext(response(now));
                    }
                },
                500,
                500,
                TimeUnit.MILLISECONDS);
        call.setOnCancelHandler(() -> watching.cancel(false));
    }

    private static boolean isKnown(String service) {
        return service.isEmpty() || service.equals(SglangServiceGrpc.SERVICE_NAME);
    }

    private HealthCheckResponse.ServingStatus status(String service) {
        if (!isKnown(service)) {
            return HealthCheckResponse.ServingStatus.SERVICE_UNKNOWN;
        }
        return operations.isHealthy()
                ? HealthCheckResponse.ServingStatus.SERVING
                : HealthCheckResponse.ServingStatus.NOT_SERVING;
    }

    private static HealthCheckResponse response(HealthCheckResponse.ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
