package dev.slipway.serve.grpc;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.sglang.Operations;
import dev.slipway.serve.sglang.TypedApi;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.concurrent.ScheduledExecutorService;

/**
 * All that is served over gRPC: SGLang's service, health v1, reflection (v1).
 *
 * @param maxMessageBytes the largest request
 * @param timer looks at the health for those who watch it
 */
public record GrpcFront(
        Operations operations,
        OpenAiRpcs openAi,
        AccessControl access,
        int maxMessageBytes,
        ScheduledExecutorService timer) {

    /** Binds all of it, and returns what knows all methods. Needs no limit of the server's on requests. */
    public GrpcService bind(ServerBuilder server) {
        TypedApi typed = new TypedApi(operations);
        StreamedRpcs streamed = StreamedRpcs.of(typed, openAi);
        GrpcService all = GrpcService.builder()
                .addService(new SglangGrpcService(operations, typed, openAi, streamed))
                .addService(new HealthService(operations, timer))
                .addService(ProtoReflectionServiceV1.newInstance())
                .intercept(new AccessInterceptor(access))
                .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                .maxRequestMessageLength(maxMessageBytes)
                .useBlockingTaskExecutor(false)
                .build();
        server.service(all, others -> new StreamedCalls(others, streamed, access, maxMessageBytes));
        return all;
    }
}
