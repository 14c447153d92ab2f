package dev.slipway.cli.progress;

import dev.slipway.plan.progress.BuildListener;

/** Shows a build while it runs. Takes events from any thread; {@link #close} writes what is still held back. */
public interface ProgressDisplay extends BuildListener, AutoCloseable {
    @Override
    void close();
}
