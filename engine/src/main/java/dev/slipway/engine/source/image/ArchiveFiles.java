package dev.slipway.engine.source.image;

import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.Store;
import dev.slipway.image.Limits;
import dev.slipway.image.archive.ImageArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Image archives that a build has open; a compressed one is unpacked once, below the store. */
final class ArchiveFiles implements AutoCloseable {
    private final Store store;
    private final Map<Path, ImageArchive> open = new HashMap<>();
    private Store.@Nullable TemporaryDirectory scratch;

    ArchiveFiles(Store store) {
        this.store = store;
    }

    synchronized ImageArchive open(Path file) throws IOException {
        ImageArchive known = open.get(file);
        if (known != null) {
            return known;
        }
        if (scratch == null) {
            scratch = store.temporaryDirectory();
        }
        ImageArchive opened = ImageArchive.open(file, scratch.path(), Limits.DEFAULT);
        open.put(file, opened);
        return opened;
    }

    /** Changes when the file does: path, inode, size and time. */
    static String identity(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return file.toAbsolutePath() + " " + found.fileKey() + " " + found.size() + " "
                + found.lastModifiedTime().toInstant();
    }

    @Override
    public synchronized void close() {
        try {
            for (ImageArchive archive : open.values()) {
                archive.close();
            }
        } catch (IOException e) {
            throw SourceException.io("close an image archive", e);
        } finally {
            open.clear();
            if (scratch != null) {
                scratch.close();
                scratch = null;
            }
        }
    }
}
