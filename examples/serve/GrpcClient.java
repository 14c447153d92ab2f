import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import java.util.Iterator;

/** Streams an answer: {@code java GrpcClient.java HOST:PORT TEXT}. Any client generated from the .proto does. */
final class GrpcClient {
    public static void main(String[] arguments) {
        var client = GrpcClients.newClient(
                "gproto+http://" + arguments[0] + "/", SglangServiceGrpc.SglangServiceBlockingStub.class);
        Iterator<TextGenerateResponse> answer = client.textGenerate(TextGenerateRequest.newBuilder()
                .setText(arguments[1])
                .setStream(true)
                .setSamplingParams(SamplingParams.newBuilder().setTemperature(0).setMaxNewTokens(16))
                .build());
        while (answer.hasNext()) {
            TextGenerateResponse part = answer.next();
            System.out.println(part.getText() + (part.getFinished() ? "   " + part.getMetaInfoMap() : ""));
        }
        // Its event loops would keep the program alive.
        ClientFactory.closeDefault();
    }
}
