package dev.slipway.engine.export;

import dev.slipway.image.layout.FileTransfer;
import dev.slipway.plan.request.ExportTarget;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A file that is being exported to. It is written beside its place under a temporary name and takes the place when it is
 * whole, so whoever looks sees the old file or the new one. Closing without a commit removes it.
 *
 * <p>Standard output, and a destination that is a pipe or a device, are written straight through.
 */
final class OutputFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final OutputStream stream;
    private final Optional<Place> place;

    /**
     * A file beside the one that it will replace.
     *
     * @param channel open for writing, at its end
     */
    private record Place(FileChannel channel, Path temporary, Path path) {}

    private OutputFile(OutputStream stream, Optional<Place> place) {
        this.stream = new BufferedOutputStream(stream, BUFFER_BYTES);
        this.place = place;
    }

    /** @param standardOutput is never closed */
    static OutputFile open(ExportTarget.Destination destination, OutputStream standardOutput) throws IOException {
        return switch (destination) {
            case ExportTarget.Destination.ToStandardOutput() ->
                new OutputFile(unclosed(standardOutput), Optional.empty());
            case ExportTarget.Destination.ToFile(Path path) -> open(path.toAbsolutePath());
        };
    }

    private static OutputFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("\"" + path + "\" is a directory (expected: a file)");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new OutputFile(Files.newOutputStream(path), Optional.empty());
        }
        Path real = Files.exists(path) ? path.toRealPath() : path;
        Files.createDirectories(real.getParent());
        Path temporary = real.resolveSibling("." + real.getFileName() + "." + UUID.randomUUID() + ".tmp");
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new OutputFile(Channels.newOutputStream(channel), Optional.of(new Place(channel, temporary, real)));
    }

    private static OutputStream unclosed(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    OutputStream stream() {
        return stream;
    }

    /** How files are copied in without being read here; empty where everything goes through {@link #stream}. */
    Optional<FileTransfer> transfer() {
        return place.map(to -> (file, sizeBytes) -> {
            stream.flush();
            FileTransfer.copy(file, sizeBytes, to.channel());
        });
    }

    /** The file is whole: puts it in its place. */
    void commit() throws IOException {
        stream.close();
        if (place.isPresent()) {
            Files.move(place.get().temporary(), place.get().path(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() throws IOException {
        if (place.isEmpty()) {
            stream.close();
            return;
        }
        // What is left in the buffer is of no use: the file is in its place, or given up.
        place.get().channel().close();
        Files.deleteIfExists(place.get().temporary());
    }
}
