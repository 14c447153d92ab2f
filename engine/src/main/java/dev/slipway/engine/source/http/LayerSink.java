package dev.slipway.engine.source.http;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A download that becomes the only file of a layer: mode 0600, owned by the builder's root. */
final class LayerSink implements Downloader.Sink, AutoCloseable {
    private final LayerStore layers;
    private final Progress progress;
    private @Nullable LayerDraft draft;

    LayerSink(LayerStore layers, Progress progress) {
        this.layers = layers;
        this.progress = progress;
    }

    /** The body waits beside the layer until its name is known. */
    @Override
    public OutputStream open() throws IOException {
        if (draft == null) {
            draft = layers.begin();
        }
        return Files.newOutputStream(body(draft));
    }

    private static Path body(LayerDraft draft) {
        return draft.workDirectory().resolve("body");
    }

    @Override
    public void progress(long current, long total) {
        progress.at(current, total);
    }

    LayerId commit(String name, Instant modified, Digest digest) {
        LayerDraft written = java.util.Objects.requireNonNull(draft, "nothing was received");
        Path file = written.directory().resolve(name);
        try {
            Files.move(body(written), file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.setLastModifiedTime(file, FileTime.from(modified));
        } catch (IOException e) {
            throw SourceException.io("keep the download \"" + name + "\"", e);
        }
        ImagePath path = ImagePath.ROOT.resolve(name);
        boolean sha256 = digest.algorithm().equals(Digest.SHA256);
        KnownDigests known = at -> sha256 && at.equals(path) ? Optional.of(digest) : Optional.empty();
        return written.commit(known)
                .orElseThrow(() -> new IllegalStateException("a layer with a file has no entries"))
                .id();
    }

    @Override
    public void close() {
        if (draft != null) {
            draft.close();
        }
    }
}
