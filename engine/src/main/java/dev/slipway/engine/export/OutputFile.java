package dev.slipway.engine.export;

import dev.slipway.plan.request.ExportTarget;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private final Optional<Path> temporary;
    private final Optional<Path> place;

    private OutputFile(OutputStream stream, Optional<Path> temporary, Optional<Path> place) {
        this.stream = new BufferedOutputStream(stream, BUFFER_BYTES);
        this.temporary = temporary;
        this.place = place;
    }

    /** @param standardOutput is never closed */
    static OutputFile open(ExportTarget.Destination destination, OutputStream standardOutput) throws IOException {
        return switch (destination) {
            case ExportTarget.Destination.ToStandardOutput() ->
                new OutputFile(unclosed(standardOutput), Optional.empty(), Optional.empty());
            case ExportTarget.Destination.ToFile(Path path) -> open(path.toAbsolutePath());
        };
    }

    private static OutputFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("\"" + path + "\" is a directory (expected: a file)");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new OutputFile(Files.newOutputStream(path), Optional.empty(), Optional.empty());
        }
        Path real = Files.exists(path) ? path.toRealPath() : path;
        Files.createDirectories(real.getParent());
        Path temporary = real.resolveSibling("." + real.getFileName() + "." + UUID.randomUUID() + ".tmp");
        OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new OutputFile(out, Optional.of(temporary), Optional.of(real));
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

    /** The file is whole: puts it in its place. */
    void commit() throws IOException {
        stream.close();
        if (temporary.isPresent() && place.isPresent()) {
            Files.move(temporary.get(), place.get(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
        if (temporary.isPresent()) {
            Files.deleteIfExists(temporary.get());
        }
    }
}
