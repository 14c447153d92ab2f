package dev.slipway.plan.stage;

import dev.slipway.plan.request.ContextSpec;

/** What a name in FROM, COPY --from or {@code --mount=from=} stands for. */
public sealed interface TreeRef {
    /** {@code scratch}. */
    record Empty() implements TreeRef {}

    /** @param index of a stage */
    record OfStage(int index) implements TreeRef {}

    /**
     * @param written as in the Dockerfile, for messages
     * @param contextName the named context that stands in for it, or empty
     */
    record OfImage(ContextSpec.ImageOrigin origin, String written, String contextName) implements TreeRef {}

    /** A named context that is files and no image. */
    record OfContext(String name, ContextSpec spec) implements TreeRef {}
}
