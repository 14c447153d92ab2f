package dev.slipway.serve.grpc;

import dev.slipway.serve.proto.OpenAIStreamChunk;
import java.util.concurrent.Flow;

/** Chunks of JSON as messages, and after the last an empty one that says so. */
record JsonChunks(Flow.Publisher<byte[]> chunks) implements Flow.Publisher<OpenAIStreamChunk> {
    @Override
    public void subscribe(Flow.Subscriber<? super OpenAIStreamChunk> reader) {
        chunks.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                reader.onSubscribe(subscription);
            }

            @Override
            public void onNext(byte[] json) {
                reader.onNext(SglangGrpcService.chunk(json, false));
            }

            @Override
            public void onError(Throwable failure) {
                reader.onError(failure);
            }

            @Override
            public void onComplete() {
                // One message more than was asked for: the call's own buffer takes it.
                reader.onNext(SglangGrpcService.chunk(new byte[0], true));
                reader.onComplete();
            }
        });
    }
}
