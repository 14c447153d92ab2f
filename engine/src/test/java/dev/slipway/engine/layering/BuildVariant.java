package dev.slipway.engine.layering;

import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.LayerRules;
import dev.slipway.plan.request.LayerRules.Layering;
import dev.slipway.plan.request.LayerRules.ShadowedThreshold;
import java.util.Optional;

/** The ways to build that must all give the same root file system. The first is the reference. */
enum BuildVariant {
    /** A layer an instruction, nothing left out. */
    AS_WRITTEN(LayerRules.AS_WRITTEN),
    /** As the command line builds without flags. */
    USUAL(LayerRules.DEFAULT),
    /** Every source layer stays apart, every hidden byte is dropped. */
    FINE(new LayerRules(Layering.PROVENANCE, 0, 100, Optional.of(new ShadowedThreshold(0, 0)), Optional.empty())),
    /** Few layers, divided again at export into pieces of a few bytes. */
    SLICED(new LayerRules(Layering.PROVENANCE, 0, 8, Optional.of(new ShadowedThreshold(0, 0)), Optional.of(64L)));

    private final LayerRules rules;

    BuildVariant(LayerRules rules) {
        this.rules = rules;
    }

    boolean keepsInstructionsWhole() {
        return rules.layering() == Layering.AS_WRITTEN;
    }

    BuildRequest of(BuildRequest request) {
        BuildRequest.ImageSettings image = request.image();
        return new BuildRequest(
                request.sources(),
                request.target(),
                request.buildArguments(),
                request.platforms(),
                request.cache(),
                request.sandbox(),
                new BuildRequest.ImageSettings(
                        image.tags(), image.labels(), image.annotations(), image.sourceDateEpoch(), rules),
                request.outputs());
    }
}
