package dev.slipway.serve.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what a generation told, and asks for as much as it is told to ask for. */
public final class RecordingSubscriber implements Flow.Subscriber<GenerationEvent> {
    private final long first;
    private final List<GenerationEvent> events = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;

    public RecordingSubscriber(long first) {
        this.first = first;
    }

    /** Reads a whole generation. */
    public static RecordingSubscriber readAll(Flow.Publisher<GenerationEvent> generation) {
        RecordingSubscriber reader = new RecordingSubscriber(Long.MAX_VALUE);
        generation.subscribe(reader);
        reader.awaitEnd();
        return reader;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (first > 0) {
            subscription.request(first);
        }
    }

    @Override
    public synchronized void onNext(GenerationEvent event) {
        events.add(event);
    }

    @Override
    public void onError(Throwable failure) {
        this.failure = failure;
        end.countDown();
    }

    @Override
    public void onComplete() {
        end.countDown();
    }

    public void request(long count) {
        Objects.requireNonNull(subscription).request(count);
    }

    public void cancel() {
        Objects.requireNonNull(subscription).cancel();
    }

    public void awaitEnd() {
        try {
            if (!end.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the generation did not end; so far: " + events());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public boolean isEnded() {
        return end.getCount() == 0;
    }

    public @Nullable Throwable failure() {
        return failure;
    }

    public synchronized List<GenerationEvent> events() {
        return List.copyOf(events);
    }

    public String text(int index) {
        StringBuilder text = new StringBuilder();
        for (GenerationEvent event : events()) {
            if (event instanceof GenerationEvent.Tokens tokens && tokens.index() == index) {
                text.append(tokens.text());
            }
        }
        return text.toString();
    }

    public List<Integer> ids(int index) {
        List<Integer> ids = new ArrayList<>();
        for (GenerationEvent event : events()) {
            if (event instanceof GenerationEvent.Tokens tokens && tokens.index() == index) {
                ids.addAll(tokens.ids());
            }
        }
        return ids;
    }

    public GenerationEvent.Finished finished(int index) {
        for (GenerationEvent event : events()) {
            if (event instanceof GenerationEvent.Finished finished && finished.index() == index) {
                return finished;
            }
        }
        throw new AssertionError("choice " + index + " has no end: " + events() + ", " + failure);
    }
}
