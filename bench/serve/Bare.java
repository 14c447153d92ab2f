import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * grpc-java's own server, and nothing behind it: each call is answered on its event loop with as many messages as tokens were asked
 * for, while the transport takes them. A message is of the size that TextGenerate's are, and the same one every time.
 */
final class Bare extends SglangServiceGrpc.SglangServiceImplBase {
    private static final TextGenerateResponse TOKEN = TextGenerateResponse.newBuilder()
            .setText("a")
            .putMetaInfo("id", "0123456789abcdef0123456789abcdef")
            .putMetaInfo("finish_reason", "null")
            .putMetaInfo("completion_tokens", "1000")
            .build();

    public static void main(String[] args) throws IOException, InterruptedException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(new Bare())
                .build()
                .start();
        System.out.println("  gRPC  127.0.0.1:" + server.getPort());
        server.awaitTermination();
    }

    @Override
    public void textGenerate(TextGenerateRequest request, StreamObserver<TextGenerateResponse> answer) {
        ServerCallStreamObserver<TextGenerateResponse> call = (ServerCallStreamObserver<TextGenerateResponse>) answer;
        int[] left = {request.getSamplingParams().getMaxNewTokens()};
        call.setOnReadyHandler(() -> {
            while (left[0] >= 0 && call.isReady()) {
                if (left[0]-- > 0) {
                    call.onNext(TOKEN);
                } else {
                    call.onNext(TOKEN.toBuilder().setFinished(true).build());
                    call.onCompleted();
                }
            }
        });
    }
}
