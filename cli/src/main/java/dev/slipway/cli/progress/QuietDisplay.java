package dev.slipway.cli.progress;

import dev.slipway.plan.progress.BuildEvent;

/** Shows nothing ({@code --progress=quiet}). */
public final class QuietDisplay implements ProgressDisplay {
    @Override
    public void on(BuildEvent event) {
        // quiet
    }

    @Override
    public void close() {
        // nothing held
    }
}
