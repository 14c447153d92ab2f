package dev.slipway.serve.upstream;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import dev.slipway.serve.upstream.dialect.StreamCall;
import dev.slipway.serve.upstream.dialect.UpstreamFailure;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One generation: begins when a subscriber is there, sends the request to another upstream while it certainly did not
 * run (no connection, 503) and one is left, never after that; ends when the answer is whole or the subscriber left, and
 * then tells the upstream. Whoever brings news (the connection, the subscriber, the timer) takes the turn; news that
 * come meanwhile are the same turn's.
 */
final class UpstreamGeneration {
    private static final int CAPACITY = 32;

    private final UpstreamPool pool;
    private final UpstreamConfig config;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<GenerateRequest> request;
    private final int generatedBefore;
    private final Consumer<UpstreamGeneration> onEnd;
    private final GenerationStream stream = new GenerationStream(CAPACITY, this::wake);
    private final AtomicInteger news = new AtomicInteger();
    private final Set<Upstream> tried = new HashSet<>();
    private volatile @Nullable ServeException stop;
    private @Nullable Attempt attempt;
    private boolean waitsForRequest;
    private boolean over;

    /**
     * @param request complete when its prompt is one that an upstream takes
     * @param generatedBefore tokens of the prompt that count as the answer's
     */
    UpstreamGeneration(
            UpstreamPool pool,
            UpstreamConfig config,
            ScheduledExecutorService timer,
            CompletableFuture<GenerateRequest> request,
            int generatedBefore,
            Consumer<UpstreamGeneration> onEnd) {
        this.pool = pool;
        this.config = config;
        this.timer = timer;
        this.request = request;
        this.generatedBefore = generatedBefore;
        this.onEnd = onEnd;
    }

    GenerationStream stream() {
        return stream;
    }

    /** Ends it for a reason of the engine's. */
    void stop(ServeException why) {
        stop = why;
        wake();
    }

    private void wake() {
        if (news.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                turn();
            } catch (RuntimeException | Error e) {
                leave();
                end(new ServeException(ServeException.Code.INTERNAL, "cannot read an upstream's answer: " + e, e));
            }
            seen = news.addAndGet(-seen);
        } while (seen != 0);
    }

    private void turn() {
        while (!over) {
            ServeException why = stop;
            if (why != null) {
                leave();
                end(why);
            } else if (stream.isCancelled()) {
                leave();
                end(null);
            } else if (!stream.isSubscribed() || attempt == null && !begin()) {
                return;
            } else if (!over && !advance()) {
                return;
            }
        }
    }

    /** Sends the request; false while it is not complete yet. */
    private boolean begin() {
        if (!request.isDone()) {
            if (!waitsForRequest) {
                waitsForRequest = true;
                request.whenComplete((done, thrown) -> wake());
            }
            return false;
        }
        if (request.isCompletedExceptionally()) {
            end(Exchange.told(request.exceptionNow()));
            return true;
        }
        send(request.resultNow(), pool::none);
        return true;
    }

    private void send(GenerateRequest complete, Supplier<ServeException> ifNone) {
        Optional<UpstreamPool.Lease> lease = pool.choose(complete.routing().routingKey(), tried);
        if (lease.isEmpty()) {
            end(ifNone.get());
            return;
        }
        Upstream upstream = lease.get().upstream();
        StreamCall call;
        try {
            call = upstream.known().generate(upstream.url(), complete);
        } catch (ServeException e) {
            lease.get().end();
            end(e);
            return;
        }
        attempt = new Attempt(lease.get(), call, config, timer, this::wake);
        attempt.start();
    }

    /** Whether there may be more to do now. */
    private boolean advance() {
        Attempt current = attempt;
        if (current == null) {
            return true;
        }
        return switch (current.advance(stream::hasRoom, this::emit)) {
            case Attempt.Progress.Waiting() -> false;
            case Attempt.Progress.Whole() -> {
                current.lease().succeeded();
                end(null);
                yield true;
            }
            case Attempt.Progress.Failed(UpstreamFailure failure) -> {
                current.lease().failed(failure);
                tried.add(current.lease().upstream());
                attempt = null;
                if (failure.retry() == UpstreamFailure.Retry.SAFE) {
                    send(request.resultNow(), failure::failure);
                } else {
                    end(failure.failure());
                }
                yield true;
            }
        };
    }

    private void emit(GenerationEvent event) {
        stream.emit(
                generatedBefore > 0 && event instanceof GenerationEvent.Finished finished ? whole(finished) : event);
    }

    /** The counts of an answer that was taken up again: to the upstream, what came before was prompt. */
    private GenerationEvent whole(GenerationEvent.Finished finished) {
        TokenUsage usage = finished.usage();
        FinishReason reason = finished.reason() instanceof FinishReason.Length(int tokens)
                ? new FinishReason.Length(tokens + generatedBefore)
                : finished.reason();
        return new GenerationEvent.Finished(
                finished.index(),
                reason,
                new TokenUsage(
                        Math.max(0, usage.prompt() - generatedBefore),
                        usage.completion() + generatedBefore,
                        usage.cached()));
    }

    /** Closes the connection and tells the upstream that nobody reads the answer. */
    private void leave() {
        Attempt current = attempt;
        if (current == null) {
            return;
        }
        attempt = null;
        current.abort();
        Upstream upstream = current.lease().upstream();
        upstream.known()
                .abort(request.resultNow().rid())
                .ifPresent(
                        call -> Exchange.ask(upstream, call, config.timeouts().connect())
                                .exceptionally(thrown -> false));
    }

    private void end(@Nullable ServeException why) {
        if (over) {
            return;
        }
        over = true;
        onEnd.accept(this);
        if (why == null) {
            stream.complete();
        } else {
            stream.fail(why);
        }
    }
}
