package dev.slipway.cli;

import dev.slipway.engine.BuilderOptions;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.source.image.Registries;
import dev.slipway.engine.store.Store;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.archive.ImageArchive;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.image.source.ImageResolver;
import dev.slipway.image.source.ImageSource;
import dev.slipway.plan.record.BuildRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images that {@code slipway inspect} may name: an OCI layout (a directory, or in a tar), a {@code docker
 * save} archive, one on standard input ({@code -}), an image of the local store, or one of a registry, which is streamed
 * and not stored. What comes on standard input is kept in a temporary file until the command ends, for its index stands
 * at its end.
 */
final class InspectSources implements Closeable {
    private static final String LAYOUT = "oci-layout://";
    private static final String ARCHIVE = "docker-archive://";
    private static final String REGISTRY = "docker-image://";

    private final BuilderOptions options;
    private final InputStream input;
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Path scratch;
    private @Nullable Registries registries;
    private @Nullable EmbeddedBuilder builder;

    InspectSources(Session session, InputStream input) {
        this.options = session.builderOptions(OptionalInt.empty());
        this.input = input;
    }

    ImageSource find(String name) throws IOException {
        if (name.equals("-")) {
            return archive(ImageArchive.spool(input, "standard input", scratch(), Limits.DEFAULT), "");
        }
        if (name.startsWith(LAYOUT)) {
            return atPath(name.substring(LAYOUT.length()));
        }
        if (name.startsWith(ARCHIVE)) {
            return atPath(name.substring(ARCHIVE.length()));
        }
        if (name.startsWith(REGISTRY)) {
            return named(name.substring(REGISTRY.length()));
        }
        boolean path = name.startsWith("/") || name.startsWith(".") || isImageFile(Path.of(name));
        return path ? atPath(name) : named(name);
    }

    private static boolean isImageFile(Path path) {
        return Files.isRegularFile(path) || Files.exists(path.resolve("oci-layout"));
    }

    /** {@code PATH[:REFERENCE]} or {@code PATH@DIGEST}; a path that is there as a whole has no reference. */
    private ImageSource atPath(String text) throws IOException {
        String path = text;
        String reference = "";
        if (!Files.exists(Path.of(text))) {
            int at = text.lastIndexOf('@');
            // The reference of an archive may hold a colon itself: x.tar:app:1.
            int colon = text.indexOf(':', text.lastIndexOf('/', firstColon(text)) + 1);
            int cut = at >= 0 ? at : colon;
            if (cut > 0) {
                path = text.substring(0, cut);
                reference = text.substring(cut + 1);
            }
        }
        Path place = Path.of(path);
        if (!Files.exists(place)) {
            throw new NoSuchFileException(path);
        }
        return Files.isDirectory(place)
                ? OciLayout.open(place, Limits.DEFAULT).image(reference)
                : archive(ImageArchive.open(place, scratch(), Limits.DEFAULT), reference);
    }

    private static int firstColon(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private ImageSource archive(ImageArchive archive, String reference) throws IOException {
        open.add(archive);
        return archive.image(reference);
    }

    private ImageSource named(String name) throws IOException {
        ImageReference reference = ImageReference.parse(name);
        Optional<ImageSource> stored = stored(reference);
        if (stored.isPresent()) {
            return stored.get();
        }
        Registries made = registries;
        if (made == null) {
            made = new Registries(options.dockerConfig(), options.environment());
            registries = made;
            open.add(made);
        }
        return made.client().image(reference);
    }

    private Optional<ImageSource> stored(ImageReference name) {
        if (name.digest().isPresent() || !Files.isDirectory(options.store())) {
            return Optional.empty();
        }
        Store store = builder().store();
        return store.images().find(name).map(image -> {
            ImageResolver resolver = new ImageResolver(
                    "image \"" + name.familiar() + "\"",
                    wanted -> blob(store, wanted),
                    wanted -> BlobSource.of(wanted, () -> blob(store, wanted).open()),
                    Limits.DEFAULT);
            return platform -> resolver.resolve(image.target(), platform);
        });
    }

    /** Of the builds of this machine, newest first. */
    List<BuildRecord> records() {
        return Files.isDirectory(options.store()) ? builder().records() : List.of();
    }

    private EmbeddedBuilder builder() {
        EmbeddedBuilder opened = builder;
        if (opened == null) {
            opened = EmbeddedBuilder.open(options);
            builder = opened;
            open.add(opened);
        }
        return opened;
    }

    private static BlobSource blob(Store store, Descriptor wanted) throws IOException {
        return new FileBlob(
                wanted,
                store.content()
                        .find(wanted.digest())
                        .orElseThrow(
                                () -> new NoSuchFileException(wanted.digest().toString())));
    }

    private Path scratch() throws IOException {
        Path made = scratch;
        if (made == null) {
            made = Files.createTempDirectory("slipway-inspect-");
            scratch = made;
        }
        return made;
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable one : open.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                throw e instanceof IOException io ? io : new IOException(e);
            }
        }
        if (scratch != null) {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
