package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes small files so that each is there whole or not at all. */
final class NewFiles {
    private final Owner owner;

    NewFiles(Owner owner) {
        this.owner = owner;
    }

    /** Replaces what is there. Not synced: for content that tells by itself whether it is whole. */
    void replace(Path target, byte[] content) throws IOException {
        Path temporary = write(content, false);
        try {
            rename(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Replaces what is there; content and name are on the disk afterwards. */
    void replaceSynced(Path target, byte[] content) throws IOException {
        Path temporary = write(content, true);
        try {
            rename(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncDirectory(parent(target));
    }

    /** False when something is there already, which then stays. */
    boolean putFirst(Path target, byte[] content) throws IOException {
        Path temporary = write(content, false);
        try {
            inDirectory(target, () -> Files.createLink(target, temporary));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Path write(byte[] content, boolean synced) throws IOException {
        Path temporary = owner.fresh("file");
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (synced) {
                channel.force(true);
            }
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        return temporary;
    }

    static void rename(Path from, Path to) throws IOException {
        inDirectory(to, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    static void syncDirectory(Path directory) throws IOException {
        try (OpenFile open = OpenFile.directory(Place.of(directory))) {
            open.sync();
        }
    }

    static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("\"" + file + "\" has no directory");
        }
        return parent;
    }

    @FunctionalInterface
    private interface Naming {
        void run() throws IOException;
    }

    /** Directories of shards are made when the first file goes there. */
    private static void inDirectory(Path target, Naming naming) throws IOException {
        try {
            naming.run();
        } catch (NoSuchFileException e) {
            Files.createDirectories(parent(target));
            naming.run();
        }
    }
}
