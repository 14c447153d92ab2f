package dev.slipway.engine.source.debootstrap;

import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.Store;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.LayerBlob;
import dev.slipway.image.layer.LayerBlobWriter;
import dev.slipway.image.layer.LayerCompression;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.request.ContextSpec.ImageOrigin.Debootstrap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes base images of a suite and a set of packages. The same request and the same state of the archive give the same
 * image, which is made once per store (memo kind {@code debootstrap}: request and archive state to the digest of the
 * manifest); builds that want the same one at once wait for the first.
 *
 * <p>Blobs (manifest, config, one gzip layer) go to the content store. The packages come from the machine's own apt
 * sources, signatures checked by apt. Needs mmdebstrap, apt and root, or root of a user namespace.
 */
public final class DebianImages {
    private static final String MEMO = "debootstrap";
    /** Part of the key: raised when the same packages would give another image. */
    private static final int RECIPE = 1;

    private final Store store;
    private final Map<String, String> environment;
    private final AptConfiguration machine;

    public DebianImages(Store store, Function<String, Optional<String>> environment) {
        this.store = store;
        this.environment = passedOn(environment);
        this.machine = AptConfiguration.of(Path.of("/"));
    }

    private static Map<String, String> passedOn(Function<String, Optional<String>> environment) {
        Map<String, String> kept = new HashMap<>();
        for (String name : List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")) {
            environment.apply(name).ifPresent(value -> kept.put(name, value));
        }
        // A user's PATH may lack the directories of the tools that mmdebstrap calls.
        String path = environment.apply("PATH").map(value -> value + ":").orElse("");
        kept.put("PATH", path + "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        return kept;
    }

    /** An image in the content store. */
    public record Made(Descriptor manifest, byte[] manifestBytes, byte[] configBytes) {}

    /** As the user writes it: {@code debootstrap://trixie?variant=minbase}. */
    public static String shown(Debootstrap origin) {
        return DebianRequest.shown(origin);
    }

    /**
     * The image for what the archive has now. Asks the archive; takes half a minute when it has to be made.
     *
     * @param output takes what mmdebstrap says, as it comes
     */
    public Made make(Debootstrap origin, Platform platform, java.util.function.Consumer<byte[]> output)
            throws InterruptedException {
        DebianRequest request = DebianRequest.of(origin, platform);
        try (Store.TemporaryDirectory work = store.temporaryDirectory()) {
            AptArchive archive = new AptArchive(environment, work.path());
            Map<AptSource, ReleaseFile> releases = machine.releases(request, archive);
            Digest key = key(request, releases);
            Optional<Made> kept = kept(key);
            if (kept.isPresent()) {
                return kept.get();
            }
            try (var lock = store.actions().lock(key)) {
                Optional<Made> shared = kept(key);
                if (shared.isPresent()) {
                    return shared.get();
                }
                Instant epoch = releases.values().stream()
                        .flatMap(release -> release.date().stream())
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH);
                List<String> options = archive.sourceOptions();
                List<String> lines = releases.keySet().stream()
                        .map(source -> source.line(options))
                        .toList();
                Mmdebstrap.Job job = new Mmdebstrap.Job(request, lines, archive.settings(), epoch);
                LayerBlob layer =
                        new Mmdebstrap(environment, work.path()).run(job, tar -> keep(tar, epoch), output::accept);
                Made made = describe(origin, platform, layer, epoch);
                store.memos().put(MEMO, key, made.manifest().digest().toString().getBytes(StandardCharsets.US_ASCII));
                return made;
            }
        }
    }

    private static Digest key(DebianRequest request, Map<AptSource, ReleaseFile> releases) {
        CanonicalForm form = new CanonicalForm("debootstrap", RECIPE)
                .text(request.suite())
                .text(request.variant())
                .text(request.architecture())
                .list(request.include())
                .number(releases.size());
        releases.forEach((source, release) ->
                form.text(source.line(List.of())).text(release.digest().toString()));
        return form.digest();
    }

    /** The tar of a root file system as a gzip layer of the content store. */
    private LayerBlob keep(InputStream tar, Instant epoch) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (CompressionPool pool = CompressionPool.of(threads);
                ContentStore.BlobDraft draft = store.content().begin();
                LayerBlobWriter blob = LayerBlobWriter.to(draft.out(), LayerCompression.GZIP, pool)) {
            BaseImageTar.copy(tar, blob, epoch);
            LayerBlob layer = blob.finish();
            draft.commit(layer.descriptor().digest(), layer.descriptor().sizeBytes());
            return layer;
        }
    }

    private Made describe(Debootstrap origin, Platform platform, LayerBlob layer, Instant epoch) {
        ImageConfig.Runtime runtime = new ImageConfig.Runtime(
                "",
                "",
                "",
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                new ImageConfig.Commands(Optional.empty(), Optional.of(List.of("bash")), Optional.empty(), false),
                Optional.empty(),
                ImageConfig.Declared.NONE,
                List.of());
        ImageConfig.History history =
                new ImageConfig.History(Optional.of(epoch), shown(origin), "", "mmdebstrap", false);
        ImageConfig config = new ImageConfig(
                platform, Optional.of(epoch), Optional.empty(), runtime, List.of(layer.diffId()), List.of(history));
        byte[] configBytes = ImageJson.write(config);
        Descriptor configBlob =
                Descriptor.of(MediaType.OCI_CONFIG, store.content().put(configBytes), configBytes.length);
        byte[] manifestBytes = ImageJson.write(Manifest.oci(configBlob, List.of(layer.descriptor())));
        Digest manifest = store.content().put(manifestBytes);
        return new Made(
                Descriptor.of(MediaType.OCI_MANIFEST, manifest, manifestBytes.length), manifestBytes, configBytes);
    }

    /** Whole or not at all: a pruned layer means that the image has to be made again. */
    private Optional<Made> kept(Digest key) {
        return store.memos().find(MEMO, key).flatMap(memo -> {
            Digest digest = Digest.parse(new String(memo, StandardCharsets.US_ASCII));
            return bytes(digest).flatMap(manifestBytes -> {
                Manifest manifest = ImageJson.readManifest(
                        manifestBytes, "manifest " + digest, MediaType.OCI_MANIFEST, dev.slipway.image.Limits.DEFAULT);
                boolean whole = manifest.layers().stream()
                        .allMatch(layer -> store.content().find(layer.digest()).isPresent());
                Descriptor descriptor = Descriptor.of(MediaType.OCI_MANIFEST, digest, manifestBytes.length);
                return bytes(manifest.config().digest())
                        .filter(config -> whole)
                        .map(config -> new Made(descriptor, manifestBytes, config));
            });
        });
    }

    private Optional<byte[]> bytes(Digest digest) {
        return store.content().find(digest).map(path -> {
            try {
                return java.nio.file.Files.readAllBytes(path);
            } catch (IOException e) {
                throw SourceException.io("read blob " + digest, e);
            }
        });
    }
}
