package dev.slipway.serve.dispatch;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One generation between its reader and the engine. It waits, runs, perhaps waits again (retracted), and ends once:
 * finished, failed, aborted, late, or left by its reader.
 */
final class GenerationTicket implements Work {
    private static final int WINDOW = 32;

    private enum State {
        NEW,
        WAITING,
        RUNNING,
        ENDED
    }

    private final Dispatcher dispatcher;
    private final GenerateRequest request;
    private final Duration timeout;
    private final RequestWatch watch;
    private final GenerationStream stream = new GenerationStream(WINDOW, this::streamChanged);
    private final Object lock = new Object();
    private final List<Integer> generated = new ArrayList<>();
    private final boolean canRetract;
    private State state = State.NEW;
    private @Nullable Feed feed;
    private @Nullable Future<?> deadline;
    private boolean held;

    GenerationTicket(Dispatcher dispatcher, GenerateRequest request, Duration timeout, RequestWatch watch) {
        this.dispatcher = dispatcher;
        this.request = request;
        this.timeout = timeout;
        this.watch = watch;
        ModelInfo.Capability needed = request.prompt() instanceof Prompt.Chat
                ? ModelInfo.Capability.CHAT_TOKENS
                : ModelInfo.Capability.TOKENS;
        this.canRetract = request.sampling().n() == 1
                && dispatcher.engine().model().capabilities().contains(needed);
    }

    GenerationStream stream() {
        return stream;
    }

    @Override
    public String rid() {
        return request.rid();
    }

    private void streamChanged() {
        if (stream.isCancelled()) {
            if (end()) {
                watch.cancelled();
                watch.ended();
            }
            return;
        }
        boolean entering;
        Feed running;
        synchronized (lock) {
            entering = state == State.NEW;
            if (entering) {
                state = State.WAITING;
                deadline = dispatcher.timer().schedule(this::late, timeout.toNanos(), TimeUnit.NANOSECONDS);
            }
            running = feed;
        }
        if (entering) {
            dispatcher.enter(this);
        } else if (running != null) {
            running.refill();
        }
    }

    private void late() {
        fail(new ServeException(
                ServeException.Code.DEADLINE_EXCEEDED, "the request did not end within " + timeout.toMillis() + " ms"));
    }

    @Override
    public void start() {
        Feed next;
        GenerateRequest part;
        synchronized (lock) {
            if (state != State.WAITING) {
                return;
            }
            state = State.RUNNING;
            part = generated.isEmpty() ? request : rest();
            next = new Feed();
            feed = next;
        }
        watch.started();
        dispatcher.engine().generate(part).subscribe(next);
    }

    /** What is still to be generated after a retraction. */
    private GenerateRequest rest() {
        SamplingParams sampling = request.sampling();
        SamplingParams.Ending ending = sampling.ending();
        int left = ending.isUnlimited() ? ending.maxNewTokens() : Math.max(0, ending.maxNewTokens() - generated.size());
        int least = Math.clamp(ending.minNewTokens() - generated.size(), 0, left);
        return request.withPrompt(new Prompt.Continued(request.prompt(), generated))
                .withSampling(sampling.withEnding(new SamplingParams.Ending(
                        left, least, ending.stop(), ending.stopTokenIds(), ending.ignoreEos())));
    }

    @Override
    public void hold(boolean held) {
        Feed running;
        synchronized (lock) {
            this.held = held;
            running = feed;
        }
        stream.hold(held);
        if (!held && running != null) {
            running.refill();
        }
    }

    @Override
    public boolean retract() {
        Feed old;
        synchronized (lock) {
            if (!canRetract || state != State.RUNNING) {
                return false;
            }
            state = State.WAITING;
            old = feed;
            feed = null;
        }
        if (old != null) {
            old.cancel();
        }
        return true;
    }

    @Override
    public void fail(ServeException failure) {
        if (end()) {
            watch.failed(failure);
            watch.ended();
            stream.hold(false);
            stream.fail(failure);
        }
    }

    @Override
    public void abort(String message) {
        if (!end()) {
            return;
        }
        FinishReason reason = new FinishReason.Abort(message);
        TokenUsage usage = new TokenUsage(0, generated.size(), 0);
        watch.finished(reason, usage);
        watch.ended();
        stream.hold(false);
        for (int index = 0; index < request.sampling().n(); index++) {
            stream.emit(new GenerationEvent.Finished(index, reason, usage));
        }
        stream.complete();
    }

    /** Frees the place; false when it had ended already. */
    private boolean end() {
        Feed running;
        synchronized (lock) {
            if (state == State.ENDED) {
                return false;
            }
            state = State.ENDED;
            running = feed;
            feed = null;
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
        if (running != null) {
            running.cancel();
        }
        dispatcher.leave(this);
        return true;
    }

    /** The engine's events of one start; those of a start that is over are dropped. */
    private final class Feed implements Flow.Subscriber<GenerationEvent> {
        private Flow.@Nullable Subscription subscription;
        private boolean cancelled;
        private int outstanding;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            boolean late;
            synchronized (lock) {
                subscription = given;
                late = cancelled;
            }
            if (late) {
                given.cancel();
            } else {
                refill();
            }
        }

        void cancel() {
            Flow.Subscription current;
            synchronized (lock) {
                cancelled = true;
                current = subscription;
            }
            if (current != null) {
                current.cancel();
            }
        }

        void refill() {
            int more;
            Flow.Subscription from;
            synchronized (lock) {
                from = subscription;
                more = WINDOW - outstanding - stream.waiting();
                if (cancelled || held || from == null || more < WINDOW / 2) {
                    return;
                }
                outstanding += more;
            }
            from.request(more);
        }

        @Override
        public void onNext(GenerationEvent event) {
            boolean low;
            synchronized (lock) {
                outstanding--;
                if (feed != this) {
                    return;
                }
                low = outstanding <= WINDOW / 2;
                if (canRetract && event instanceof GenerationEvent.Tokens tokens) {
                    generated.addAll(tokens.ids());
                }
            }
            switch (event) {
                case GenerationEvent.Tokens tokens ->
                    watch.tokens(tokens.index(), Math.max(1, tokens.ids().size()));
                case GenerationEvent.Finished finished -> watch.finished(finished.reason(), finished.usage());
                case GenerationEvent.Delta _, GenerationEvent.PromptLogprobs _ -> {}
            }
            stream.emit(event);
            if (low) {
                refill();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (isCurrent()) {
                fail(ServeException.known(failure));
            }
        }

        @Override
        public void onComplete() {
            if (isCurrent() && end()) {
                watch.ended();
                stream.complete();
            }
        }

        private boolean isCurrent() {
            synchronized (lock) {
                return feed == this;
            }
        }
    }
}
