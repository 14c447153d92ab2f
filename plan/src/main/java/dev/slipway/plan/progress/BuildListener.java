package dev.slipway.plan.progress;

/** Takes events; called from many threads at once and must not block for long. */
@FunctionalInterface
public interface BuildListener {
    BuildListener NONE = event -> {};

    void on(BuildEvent event);
}
