package dev.slipway.serve.observe;

import dev.slipway.serve.api.Call;
import dev.slipway.serve.dispatch.RequestWatch;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes a request's times and counts while it runs, and tells them once it is over. A token costs a look at the clock,
 * a lock that nobody else holds, and an observation.
 */
final class ObservedRequest implements RequestWatch {
    private static final long NEVER = -1;

    /** What else is made of a request. */
    interface Teller {
        Map<String, String> onward(Map<String, String> traceHeaders);

        /** Called once. */
        void ended(EndedRequest request);
    }

    private final Call call;
    private final String rid;
    private final String model;
    private final RequestSeries.Times series;
    private final Teller told;
    private final Instant begun = Instant.now();
    private final long zero = System.nanoTime();
    private long started = NEVER;
    private long firstToken = NEVER;
    private long[] lastTokens = {NEVER};
    private int counted;
    private TokenUsage usage = new TokenUsage(0, 0, 0);
    private Outcome outcome = new Outcome.Finished(Optional.empty());
    private boolean over;

    ObservedRequest(Call call, String rid, String model, RequestSeries series, Teller told) {
        this.call = call;
        this.rid = rid;
        this.model = model;
        this.series = series.times();
        this.told = told;
    }

    private long now() {
        return System.nanoTime() - zero;
    }

    @Override
    public Map<String, String> onward(Map<String, String> given) {
        return told.onward(given);
    }

    @Override
    public void started() {
        long now = now();
        synchronized (this) {
            if (over || started != NEVER) {
                return;
            }
            started = now;
        }
        series.queue().observe(now / 1e9);
    }

    @Override
    public void tokens(int choice, int count) {
        long now = now();
        long last;
        boolean isFirst;
        synchronized (this) {
            if (over) {
                return;
            }
            if (choice >= lastTokens.length) {
                int known = lastTokens.length;
                lastTokens = Arrays.copyOf(lastTokens, choice + 1);
                Arrays.fill(lastTokens, known, lastTokens.length, NEVER);
            }
            last = lastTokens[choice];
            lastTokens[choice] = now;
            counted += count;
            isFirst = firstToken == NEVER;
            if (isFirst) {
                firstToken = now;
            }
        }
        if (isFirst) {
            series.firstToken().observe(now / 1e9);
        } else if (last != NEVER) {
            // Several tokens at once share the time since the last one, as SGLang counts them.
            double each = (now - last) / 1e9 / count;
            for (int token = 0; token < count; token++) {
                series.betweenTokens().observe(each);
            }
        }
    }

    @Override
    public synchronized void finished(FinishReason reason, TokenUsage ofChoice) {
        usage = new TokenUsage(
                Math.max(usage.prompt(), ofChoice.prompt()),
                usage.completion() + ofChoice.completion(),
                Math.max(usage.cached(), ofChoice.cached()));
        outcome = Outcome.of(reason);
    }

    @Override
    public synchronized void failed(ServeException failure) {
        outcome = new Outcome.Failed(failure.code());
    }

    @Override
    public synchronized void cancelled() {
        outcome = new Outcome.Cancelled();
    }

    @Override
    public void ended() {
        EndedRequest end;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            // The engine's own count, which comes at the end; without it, what was seen.
            boolean isTold = outcome instanceof Outcome.Finished && usage.completion() > 0;
            end = new EndedRequest(
                    call,
                    rid,
                    model,
                    begun,
                    new EndedRequest.Times(time(started), time(firstToken), now()),
                    isTold ? usage : new TokenUsage(usage.prompt(), counted, usage.cached()),
                    outcome);
        }
        told.ended(end);
    }

    private static OptionalLong time(long nanos) {
        return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
    }
}
