package dev.slipway.serve.grpc;

import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.proto.SglangServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;

/** grpc-java's own client, on its own transport. */
public final class GrpcClient implements AutoCloseable {
    private final ManagedChannel channel;

    public GrpcClient(InferenceServer server) {
        this(server.grpcPort().orElseThrow());
    }

    public GrpcClient(int port) {
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    public SglangServiceGrpc.SglangServiceBlockingStub blocking() {
        return SglangServiceGrpc.newBlockingStub(channel);
    }

    public SglangServiceGrpc.SglangServiceStub async() {
        return SglangServiceGrpc.newStub(channel);
    }

    public SglangServiceGrpc.SglangServiceBlockingStub withKey(String key) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        return blocking().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
