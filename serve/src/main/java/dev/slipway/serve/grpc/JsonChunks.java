package dev.slipway.serve.grpc;

import java.util.concurrent.Flow;

/** Chunks of JSON as messages (OpenAIStreamChunk), and after the last an empty one that says so. */
record JsonChunks(Flow.Publisher<byte[]> chunks) implements Flow.Publisher<byte[]> {
    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> reader) {
        chunks.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                reader.onSubscribe(subscription);
            }

            @Override
            public void onNext(byte[] json) {
                reader.onNext(StreamedRpcs.chunk(json, false));
            }

            @Override
            public void onError(Throwable failure) {
                reader.onError(failure);
            }

            @Override
            public void onComplete() {
                // One message more than was asked for: the reader's buffer takes it.
                reader.onNext(StreamedRpcs.chunk(new byte[0], true));
                reader.onComplete();
            }
        });
    }
}
