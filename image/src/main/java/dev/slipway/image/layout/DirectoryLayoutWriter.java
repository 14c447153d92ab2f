package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a layout into a directory, which may hold one already: its blobs are kept, its index is replaced as a whole by
 * {@link #finish}. Blob files are hard-linked from {@link FileBlob}s on the same file system, else copied unread; each file
 * appears under its final name only when it is complete.
 */
public final class DirectoryLayoutWriter implements LayoutWriter {
    private final Path directory;
    private int temporaries;

    private DirectoryLayoutWriter(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory and its parents when they are missing. */
    public static DirectoryLayoutWriter in(Path directory) throws IOException {
        Files.createDirectories(directory.resolve(LayoutFiles.BLOBS).resolve("sha256"));
        return new DirectoryLayoutWriter(directory);
    }

    @Override
    public void put(BlobSource blob) throws IOException {
        Descriptor descriptor = blob.descriptor();
        Path target = directory.resolve(LayoutFiles.blob(descriptor.digest()));
        if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.size(target) == descriptor.sizeBytes()) {
            return;
        }
        Files.createDirectories(parent(target));
        if (blob instanceof FileBlob file && link(file, target)) {
            return;
        }
        Path temporary = temporary(target);
        try {
            copy(blob, temporary);
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void copy(BlobSource blob, Path target) throws IOException {
        if (blob instanceof FileBlob(Descriptor descriptor, Path file)) {
            try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                FileTransfer.copy(file, descriptor.sizeBytes(), out);
            }
            return;
        }
        try (InputStream in = blob.open();
                OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
    }

    /** False when the file system cannot link there: the blob is then copied. */
    private boolean link(FileBlob blob, Path target) throws IOException {
        if (Files.size(blob.file()) != blob.descriptor().sizeBytes()) {
            return false;
        }
        Path temporary = temporary(target);
        try {
            Files.createLink(temporary, blob.file().toRealPath());
            move(temporary, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Another file system, too many links, or links forbidden to this user.
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Path temporary(Path target) {
        return target.resolveSibling(".tmp-" + ProcessHandle.current().pid() + "-" + temporaries++);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void finish(ImageIndex index) throws IOException {
        replace(LayoutFiles.MARKER, LayoutFiles.marker());
        replace(LayoutFiles.INDEX, ImageJson.write(index));
    }

    private void replace(String name, byte[] bytes) throws IOException {
        Path target = directory.resolve(name);
        Path temporary = temporary(target);
        try {
            Files.write(temporary, bytes);
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a blob outside every directory: " + path);
        }
        return parent;
    }

    /** Blobs that were put without an index stay: another layout in the same directory may need them. */
    @Override
    public void close() {}
}
