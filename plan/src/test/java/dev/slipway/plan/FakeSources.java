package dev.slipway.plan;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Files by path and images by name; remembers what was asked. */
public final class FakeSources implements SourceAccess {
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, ImageConfig.Runtime> images = new HashMap<>();
    public final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    /** A file of every context. */
    public FakeSources file(String path, String text) {
        files.put(path, text);
        return this;
    }

    /** An image with one layer; the name in familiar form, {@code debian:trixie}. */
    public FakeSources image(String name, ImageConfig.Runtime runtime) {
        images.put(name, runtime);
        return this;
    }

    public FakeSources image(String name, String... env) {
        return image(
                name,
                new ImageConfig.Runtime(
                        "",
                        "",
                        "",
                        List.of(env),
                        ImageConfig.Commands.NONE,
                        Optional.empty(),
                        ImageConfig.Declared.NONE,
                        List.of()));
    }

    /** The diffID of the only layer of an image. */
    public static DiffId layerOf(String name, Platform platform) {
        return new DiffId(Digest.of((name + " " + platform).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public ResolvedImage resolve(ContextSpec.ImageOrigin origin, Platform platform) {
        String name = origin instanceof ContextSpec.ImageOrigin.Registry(var reference)
                ? reference.familiar()
                : origin.toString();
        asked.add(name + " " + platform);
        ImageConfig.Runtime runtime = images.get(name);
        if (runtime == null) {
            throw new IllegalStateException("no image " + name);
        }
        DiffId layer = layerOf(name, platform);
        ImageConfig config = new ImageConfig(
                platform,
                Optional.empty(),
                Optional.empty(),
                runtime,
                List.of(layer),
                List.of(new ImageConfig.History(Optional.empty(), "base " + name, "", "", false)));
        Descriptor blob = new Descriptor(MediaType.OCI_LAYER_GZIP, layer.digest(), 100, Optional.empty(), Map.of());
        return new ResolvedImage(origin, layer.digest(), config, List.of(blob));
    }

    @Override
    public Optional<byte[]> read(ContextSpec context, String path) {
        return Optional.ofNullable(files.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
