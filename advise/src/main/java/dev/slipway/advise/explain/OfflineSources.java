package dev.slipway.advise.explain;

import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.source.ResolvedImage;
import dev.slipway.plan.source.SourceAccess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Plans without asking anybody: an image is its name, with one layer that stands for whatever it has and an empty
 * config. Its variables, user and ONBUILD triggers are not known, which matters little, because two plans are compared
 * that both do not know them.
 */
public final class OfflineSources implements SourceAccess {
    private final BiFunction<ContextSpec, String, Optional<byte[]>> files;

    /** @param files a file of a context by its relative path */
    public OfflineSources(BiFunction<ContextSpec, String, Optional<byte[]>> files) {
        this.files = files;
    }

    @Override
    public ResolvedImage resolve(ContextSpec.ImageOrigin origin, Platform platform) {
        Digest stands = Digest.of((origin + " " + platform).getBytes(StandardCharsets.UTF_8));
        DiffId layer = new DiffId(stands);
        ImageConfig config = new ImageConfig(
                platform,
                Optional.empty(),
                Optional.empty(),
                ImageConfig.Runtime.EMPTY,
                List.of(layer),
                List.of(new ImageConfig.History(Optional.empty(), "base", "", "", false)));
        Descriptor blob = new Descriptor(MediaType.OCI_LAYER_GZIP, stands, 0, Optional.empty(), Map.of());
        return new ResolvedImage(origin, stands, config, List.of(blob));
    }

    @Override
    public Optional<byte[]> read(ContextSpec context, String path) {
        return files.apply(context, path);
    }
}
