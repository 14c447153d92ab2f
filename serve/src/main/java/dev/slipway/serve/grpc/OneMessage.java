package dev.slipway.serve.grpc;

import java.util.concurrent.Flow;

/** A message that is there already, for readers who ask for one when they come. */
record OneMessage(byte[] message) implements Flow.Publisher<byte[]> {
    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> reader) {
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        });
        reader.onNext(message);
        reader.onComplete();
    }
}
