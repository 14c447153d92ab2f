package dev.slipway.engine.file;

import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.tree.Contributions;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.request.LayerRules;
import java.util.List;

/** Which copies keep the layers of what they copy from apart, and what that adds to a step's key (K1). */
final class LayeredInputs {
    private LayeredInputs() {}

    /** Whether a copy may give several layers. Archives that it unpacks have none of the source's. */
    static boolean keepsApart(FileAction.Copy copy, List<StepInput> inputs, LayerRules rules) {
        return rules.layering() == LayerRules.Layering.PROVENANCE
                && copy.unpack() == FileAction.Unpack.NEVER
                && inputs.get(copy.input()) instanceof StepInput.Layers layers
                && layers.snapshot().layers().size() > 1;
    }

    /**
     * Version 1: {@link CanonicalForm} {@code ("layering", 1)} of the minimum size, the most layers, and the
     * contributions' digest. The selection and where it goes are in other parts.
     */
    static CacheKey.KeyPart part(FileAction.Copy copy, Contributions contributions, LayerRules rules) {
        Digest digest = new CanonicalForm("layering", 1)
                .number(rules.minSizeBytes())
                .number(rules.maxLayers())
                .text(contributions.digest().toString())
                .digest();
        return new CacheKey.KeyPart(CacheKey.Kind.LAYERS, ContentKeys.label(copy), digest);
    }
}
