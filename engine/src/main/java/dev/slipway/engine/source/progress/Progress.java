package dev.slipway.engine.source.progress;

import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.progress.BuildListener;
import java.time.Clock;

/** Tells how far a transfer is, at most once a mebibyte and at its end. Not for several threads. */
public final class Progress {
    private static final long STEP = 1 << 20;

    private final String item;
    private final Digest vertex;
    private final BuildListener listener;
    private final Clock clock;
    private long told;

    /** @param item what is moved, as shown */
    public Progress(String item, Digest vertex, BuildListener listener, Clock clock) {
        this.item = item;
        this.vertex = vertex;
        this.listener = listener;
        this.clock = clock;
    }

    /** @param total 0 when not known */
    public void at(long current, long total) {
        if (current < told || current - told >= STEP || current == total) {
            told = current;
            listener.on(new BuildEvent.VertexProgress(clock.instant(), vertex, item, current, total));
        }
    }
}
