package dev.slipway.engine.source.image;

import dev.slipway.engine.source.debootstrap.DebianImages;
import dev.slipway.engine.source.progress.BesideSteps;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.Store;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.image.registry.FetchedManifest;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds out which image a name means, and where the blobs of its layers are. A name of a registry means the local image
 * store's image first, then what it meant before (memo kind {@code resolve}), then what the registry says; with
 * {@code pull} only the latter. Layouts are always read anew, archives when they changed. Safe for many threads; a name
 * means the same image during one build.
 */
public final class BaseImages implements AutoCloseable {
    private static final String MEMO = "resolve";

    private final Store store;
    private final boolean pull;
    private final BesideSteps steps;
    private final StoredImages stored;
    private final Registries registries;
    private final ArchiveFiles archives;
    private final LayerOrigins origins;
    private final Function<String, Optional<String>> environment;
    private final Map<String, Resolution> found = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * What surrounds a build.
     *
     * @param pull see the class
     * @param dockerConfig directory with {@code config.json}
     */
    public record Surroundings(
            boolean pull,
            Optional<Path> dockerConfig,
            Function<String, Optional<String>> environment,
            BuildListener listener,
            Clock clock) {}

    public BaseImages(Store store, Surroundings surroundings) {
        this.store = store;
        this.pull = surroundings.pull();
        this.environment = surroundings.environment();
        this.steps = new BesideSteps(surroundings.listener(), surroundings.clock());
        this.stored = new StoredImages(store);
        this.registries = new Registries(surroundings.dockerConfig(), surroundings.environment());
        this.archives = new ArchiveFiles(store);
        this.origins = new LayerOrigins(store.memos());
    }

    public RegistryClient registry() {
        return registries.client();
    }

    LayerOrigins origins() {
        return origins;
    }

    /** See {@code SourceAccess}. */
    public dev.slipway.plan.source.ResolvedImage resolve(ImageOrigin origin, Platform platform)
            throws InterruptedException {
        String key = shown(origin) + " " + platform;
        synchronized (locks.computeIfAbsent(key, name -> new Object())) {
            Resolution known = found.get(key);
            if (known == null) {
                String doing =
                        (origin instanceof ImageOrigin.Debootstrap ? "prepare " : "load metadata for ") + shown(origin);
                known = steps.run(doing, step -> find(origin, platform, step));
                found.put(key, known);
            }
            return answer(origin, known);
        }
    }

    /**
     * The config of what a name means, where that is known without network and without making anything. What cannot be
     * read is not known.
     */
    public Optional<ImageConfig> known(ImageOrigin origin, Platform platform) {
        try {
            Optional<Resolution> image = switch (origin) {
                case ImageOrigin.Registry(ImageReference reference) -> {
                    Optional<Resolution> local = stored.find(reference, platform);
                    yield local.isPresent() ? local : memo(key(reference.toString(), platform));
                }
                case ImageOrigin.Layout layout -> Optional.of(layout(layout, platform));
                case ImageOrigin.Archive archive ->
                    Files.isRegularFile(archive.file())
                            ? memo(key(
                                    ArchiveFiles.identity(archive.file()) + " "
                                            + archive.reference().orElse(""),
                                    platform))
                            : Optional.empty();
                case ImageOrigin.Debootstrap made -> memo(key(DebianImages.shown(made), platform));
            };
            return image.map(Resolution::parsedConfig);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String shown(ImageOrigin origin) {
        return switch (origin) {
            case ImageOrigin.Registry(ImageReference reference) -> reference.toString();
            case ImageOrigin.Layout(Path directory, Optional<String> tag, Optional<Digest> digest) ->
                "oci-layout://" + directory + tag.map(t -> ":" + t).orElse("")
                        + digest.map(d -> "@" + d).orElse("");
            case ImageOrigin.Archive(Path file, Optional<String> reference) ->
                "docker-archive://" + file + reference.map(r -> ":" + r).orElse("");
            case ImageOrigin.Debootstrap made -> DebianImages.shown(made);
        };
    }

    /** The origin pinned to what was found. */
    private static dev.slipway.plan.source.ResolvedImage answer(ImageOrigin origin, Resolution image) {
        ImageOrigin pinned = switch (origin) {
            case ImageOrigin.Registry(ImageReference reference) ->
                image.place() instanceof LayerPlace.Registry
                        ? new ImageOrigin.Registry(reference.withDigest(image.root()))
                        : origin;
            case ImageOrigin.Layout(Path directory, Optional<String> tag, Optional<Digest> ignored) ->
                new ImageOrigin.Layout(directory, tag, Optional.of(image.root()));
            case ImageOrigin.Archive archive -> archive;
            case ImageOrigin.Debootstrap made -> made;
        };
        return new dev.slipway.plan.source.ResolvedImage(
                pinned, image.manifestDigest(), image.parsedConfig(), image.layers());
    }

    private Resolution find(ImageOrigin origin, Platform platform, BesideSteps.Step step) throws InterruptedException {
        try {
            return switch (origin) {
                case ImageOrigin.Registry(ImageReference reference) -> registry(reference, platform, step);
                case ImageOrigin.Layout layout -> layout(layout, platform);
                case ImageOrigin.Archive archive -> archive(archive, platform, step);
                case ImageOrigin.Debootstrap made -> debootstrap(made, platform, step);
            };
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("cancelled while resolving " + shown(origin));
            }
            throw SourceException.io("read image \"" + shown(origin) + "\"", e);
        }
    }

    private Resolution registry(ImageReference reference, Platform platform, BesideSteps.Step step) throws IOException {
        if (!pull) {
            Optional<Resolution> local = stored.find(reference, platform);
            if (local.isPresent()) {
                step.hit();
                return remembered(local.get(), false);
            }
        }
        Digest key = key(reference.toString(), platform);
        // What a digest names cannot change.
        Optional<Resolution> before = pull && reference.digest().isEmpty() ? Optional.empty() : memo(key);
        if (before.isPresent()) {
            step.hit();
            return remembered(before.get(), false);
        }
        FetchedManifest root = registries.client().fetch(reference);
        ImageReference pinned = reference.withDigest(root.descriptor().digest());
        ResolvedImage image = registries.client().image(pinned).resolve(platform);
        return kept(key, Resolution.of(root.descriptor().digest(), image, new LayerPlace.Registry(pinned)));
    }

    private Resolution layout(ImageOrigin.Layout origin, Platform platform) throws IOException {
        OciLayout layout = OciLayout.open(origin.directory(), Limits.DEFAULT);
        String wanted = origin.digest().map(Digest::toString).or(origin::tag).orElse("");
        ResolvedImage image = layout.image(wanted).resolve(platform);
        Digest root = layout.find(wanted).digest();
        return remembered(Resolution.of(root, image, new LayerPlace.Layout(origin.directory())), true);
    }

    private Resolution archive(ImageOrigin.Archive origin, Platform platform, BesideSteps.Step step)
            throws IOException {
        String reference = origin.reference().orElse("");
        if (!Files.isRegularFile(origin.file())) {
            throw new SourceException(
                    SourceException.Code.NOT_FOUND,
                    "cannot open image archive \"" + origin.file()
                            + "\": no such file (expected: what docker save wrote)");
        }
        Digest key = key(ArchiveFiles.identity(origin.file()) + " " + reference, platform);
        Optional<Resolution> before = memo(key);
        if (before.isPresent()) {
            step.hit();
            return remembered(before.get(), false);
        }
        ResolvedImage image = archives.open(origin.file()).image(reference).resolve(platform);
        LayerPlace place = new LayerPlace.Archive(origin.file(), reference, platform);
        return kept(key, Resolution.of(image.descriptor().digest(), image, place));
    }

    private Resolution debootstrap(ImageOrigin.Debootstrap origin, Platform platform, BesideSteps.Step step)
            throws InterruptedException {
        Digest key = key(DebianImages.shown(origin), platform);
        Optional<Resolution> before = pull ? Optional.empty() : memo(key);
        if (before.isPresent()) {
            step.hit();
            return remembered(before.get(), false);
        }
        DebianImages.Made made = new DebianImages(store, environment).make(origin, platform, step::log);
        LayerPlace place = new LayerPlace.Made(origin, platform);
        return kept(
                key,
                new Resolution(
                        made.manifest().digest(),
                        MediaType.OCI_MANIFEST,
                        made.manifestBytes(),
                        made.configBytes(),
                        place));
    }

    private static Digest key(String name, Platform platform) {
        return new CanonicalForm("resolve", 1)
                .text(name)
                .text(platform.toString())
                .digest();
    }

    private Optional<Resolution> memo(Digest key) {
        return store.memos().find(MEMO, key).flatMap(Resolution::decode);
    }

    private Resolution kept(Digest key, Resolution image) {
        store.memos().put(MEMO, key, image.encode());
        return remembered(image, true);
    }

    private Resolution remembered(Resolution image, boolean lasting) {
        ImageConfig config = image.parsedConfig();
        if (image.layers().size() != config.diffIds().size()) {
            throw new SourceException(
                    SourceException.Code.BAD_CONTENT,
                    "cannot use image " + image.manifestDigest() + ": "
                            + image.layers().size() + " layers (expected: "
                            + config.diffIds().size() + ", as its config lists)");
        }
        origins.remember(image.place(), config.diffIds(), image.layers(), lasting);
        return image;
    }

    /** The blob of a layer at its place; opening it may use the network. */
    BlobSource blob(LayerOrigin origin) throws InterruptedException {
        Descriptor wanted = origin.blob();
        try {
            return switch (origin.place()) {
                case LayerPlace.Registry(ImageReference image) ->
                    registries.client().blob(image, wanted);
                case LayerPlace.Layout(Path directory) ->
                    OciLayout.open(directory, Limits.DEFAULT).blob(wanted);
                case LayerPlace.Archive archive -> inArchive(archive, wanted);
                case LayerPlace.Local() -> local(wanted).orElseThrow(() -> gone(wanted, "build that image again"));
                case LayerPlace.Made made -> made(made, wanted);
            };
        } catch (IOException e) {
            throw SourceException.io("find layer blob " + wanted.digest(), e);
        }
    }

    private Optional<BlobSource> local(Descriptor wanted) {
        return store.content().find(wanted.digest()).map(path -> new FileBlob(wanted, path));
    }

    private BlobSource inArchive(LayerPlace.Archive place, Descriptor wanted) throws IOException {
        ResolvedImage image =
                archives.open(place.file()).image(place.reference()).resolve(place.platform());
        return image.layers().stream()
                .filter(layer -> layer.descriptor().digest().equals(wanted.digest()))
                .findFirst()
                .orElseThrow(() -> gone(wanted, "build again; the archive \"" + place.file() + "\" changed"));
    }

    private BlobSource made(LayerPlace.Made place, Descriptor wanted) throws InterruptedException {
        Optional<BlobSource> here = local(wanted);
        if (here.isPresent()) {
            return here.get();
        }
        steps.run(
                "prepare " + DebianImages.shown(place.origin()) + " again",
                step -> new DebianImages(store, environment).make(place.origin(), place.platform(), step::log));
        return local(wanted)
                .orElseThrow(() -> gone(wanted, "build again with --pull; the package archive has moved on"));
    }

    private static SourceException gone(Descriptor wanted, String hint) {
        return new SourceException(
                SourceException.Code.NOT_FOUND,
                "cannot read layer blob " + wanted.digest() + ": it is no longer where it was found",
                hint);
    }

    @Override
    public void close() {
        registries.close();
        archives.close();
    }
}
