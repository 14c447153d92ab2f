package dev.slipway.serve.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;

/**
 * An RPC whose answer is a stream of messages, these in their wire form.
 *
 * @param name within the service
 * @param answer cancelling the stage ends what it waits for; a failure of the stage is a {@code ServeException}
 */
record StreamedRpc<Q>(
        String name, Parser<Q> parser, BiFunction<Q, GrpcCall, CompletionStage<Flow.Publisher<byte[]>>> answer) {

    CompletionStage<Flow.Publisher<byte[]>> answer(Q request, GrpcCall call) {
        return answer.apply(request, call);
    }

    /** The answer to the message at {@code at}, to the end of the bytes. */
    CompletionStage<Flow.Publisher<byte[]>> answer(byte[] bytes, int at, GrpcCall call)
            throws InvalidProtocolBufferException {
        return answer.apply(parser.parseFrom(bytes, at, bytes.length - at), call);
    }
}
