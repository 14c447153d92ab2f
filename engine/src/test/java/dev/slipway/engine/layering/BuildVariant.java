package dev.slipway.engine.layering;

import dev.slipway.plan.request.BuildRequest;
import java.util.function.UnaryOperator;

/**
 * The ways to build that must all give the same root file system. The first is the reference. A new one is a line here:
 * what it changes of a request that has all its outputs.
 */
enum BuildVariant {
    /** As the command line builds without flags. */
    PLAIN(request -> request);

    private final UnaryOperator<BuildRequest> change;

    BuildVariant(UnaryOperator<BuildRequest> change) {
        this.change = change;
    }

    BuildRequest of(BuildRequest request) {
        return change.apply(request);
    }
}
