package dev.slipway.serve.upstream;

import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.upstream.dialect.Dialect;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One upstream: its connections, what it said of itself, how many requests run there, and whether it is left out. Left
 * out until it first answers; later after failures in a row, of checks and requests alike, until a check succeeds.
 */
final class Upstream {
    private final String url;
    private final UpstreamClient client;
    private final UpstreamConfig.Health health;
    private @Nullable Dialect dialect;
    private @Nullable EngineLoad load;
    private String lastFailure = "not asked yet";
    private boolean out = true;
    private boolean misfit;
    private long outSince;
    private int failures;
    private int running;

    Upstream(String url, UpstreamClient client, UpstreamConfig.Health health) {
        this.url = url;
        this.client = client;
        this.health = health;
    }

    /** As messages and logs name it. */
    String url() {
        return url;
    }

    UpstreamClient client() {
        return client;
    }

    synchronized Optional<Dialect> dialect() {
        return Optional.ofNullable(dialect);
    }

    /** Its dialect; only for one that was chosen, which has one. */
    synchronized Dialect known() {
        return Objects.requireNonNull(dialect);
    }

    synchronized boolean isOut() {
        return out;
    }

    synchronized boolean isMisfit() {
        return misfit;
    }

    synchronized String lastFailure() {
        return lastFailure;
    }

    synchronized int running() {
        return running;
    }

    synchronized void begin() {
        running++;
    }

    synchronized void end() {
        running--;
    }

    /** A request was answered. */
    synchronized void succeeded() {
        failures = 0;
    }

    /**
     * A request or a check was not.
     *
     * @param mayLeaveOut whether it may be left out for it
     */
    synchronized void failed(String why, boolean mayLeaveOut) {
        lastFailure = why;
        failures++;
        if (!out && mayLeaveOut && failures >= health.failures()) {
            out = true;
            outSince = System.nanoTime();
        }
    }

    /** It says again what it is: back in, unless it was only just left out. */
    synchronized void found(Dialect dialect) {
        boolean first = this.dialect == null;
        misfit = false;
        this.dialect = dialect;
        if (out && (first || System.nanoTime() - outSince >= least().toNanos())) {
            out = false;
            failures = 0;
        }
    }

    /** It serves something else than the others: it must not get requests, whatever it answers. */
    synchronized void misfit(String why) {
        misfit = true;
        lastFailure = why;
        out = true;
        outSince = System.nanoTime();
    }

    private Duration least() {
        return health.interval();
    }

    synchronized void loaded(EngineLoad load) {
        this.load = load;
    }

    /** Running by own count, since that is exact; waiting and tokens as last told. */
    synchronized EngineLoad load() {
        int slots = dialect == null || out ? 0 : dialect.slots();
        return load == null
                ? new EngineLoad(running, 0, 0, slots)
                : new EngineLoad(running, load.waiting(), load.tokens(), slots);
    }
}
