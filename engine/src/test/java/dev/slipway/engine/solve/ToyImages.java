package dev.slipway.engine.solve;

import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.source.ResolvedImage;
import java.util.List;
import java.util.Optional;

/** Base images that exist in name only. */
final class ToyImages {
    private ToyImages() {}

    static Op.Image image(DiffId layer) {
        ImageConfig config = new ImageConfig(
                Platform.parse("linux/amd64"),
                Optional.empty(),
                Optional.empty(),
                ImageConfig.Runtime.EMPTY,
                List.of(layer),
                List.of());
        Digest blob = Digest.of(new byte[] {2});
        return new Op.Image(new ResolvedImage(
                new ContextSpec.ImageOrigin.Registry(ImageReference.parse("base")),
                blob,
                config,
                List.of(Descriptor.of(MediaType.OCI_LAYER_GZIP, blob, 10))));
    }
}
