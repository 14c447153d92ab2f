package dev.slipway.serve.grpc;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.sglang.Operations;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.concurrent.ScheduledExecutorService;

/** All that is served over gRPC: SGLang's service, health v1, reflection (v1). */
public final class GrpcFront {
    private GrpcFront() {}

    /**
     * @param maxMessageBytes the largest request
     * @param timer looks at the health for those who watch it
     */
    public static GrpcService of(
            Operations operations,
            OpenAiRpcs openAi,
            AccessControl access,
            int maxMessageBytes,
            ScheduledExecutorService timer) {
        return GrpcService.builder()
                .addService(new SglangGrpcService(operations, openAi))
                .addService(new HealthService(operations, timer))
                .addService(ProtoReflectionServiceV1.newInstance())
                .intercept(new AccessInterceptor(access))
                .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                .maxRequestMessageLength(maxMessageBytes)
                .useBlockingTaskExecutor(false)
                .build();
    }
}
