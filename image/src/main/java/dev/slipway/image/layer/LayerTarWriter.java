package dev.slipway.image.layer;

import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.LayerEntry.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes {@link LayerEntry}s as a tar of which equal entries give equal bytes: ustar headers, pax headers only where a
 * value does not fit (long or non-ASCII names, sizes of 8 GiB and more, ids above 2097151, times before 1970, extended
 * attributes), no user names, directories with a trailing slash, no leading {@code ./}; the root is {@code ./}.
 *
 * <p>The order is the caller's. Hard links must follow the entry that they name. Not for several threads; the stream
 * below is neither buffered nor closed here.
 *
 * <p>Throws IllegalArgumentException for an entry that a tar of this kind cannot hold.
 */
public final class LayerTarWriter {
    private static final byte[] ZEROS = new byte[2 * TarInput.BLOCK];

    private final OutputStream tar;
    private final TarTimes times;
    private final boolean marks;
    private final byte[] buffer = new byte[128 * 1024];

    private LayerTarWriter(OutputStream tar, TarTimes times, boolean marks) {
        this.tar = tar;
        this.times = times;
        this.marks = marks;
    }

    /** Writes a layer: whiteouts and opaque marks as {@code .wh.} files; an ordinary {@code .wh.} name is refused. */
    public static LayerTarWriter layer(OutputStream tar, TarTimes times) {
        return new LayerTarWriter(tar, times, true);
    }

    /** Writes any other tar; marks are refused, {@code .wh.} names are ordinary. */
    public static LayerTarWriter plain(OutputStream tar, TarTimes times) {
        return new LayerTarWriter(tar, times, false);
    }

    /** Everything without content: all but regular files of more than 0 bytes. */
    public void put(LayerEntry entry) throws IOException {
        if (entry instanceof RegularFile file && file.sizeBytes() > 0) {
            throw new IllegalArgumentException(
                    "entry: \"" + file.path() + "\" of " + file.sizeBytes() + " bytes (expected: its content with it)");
        }
        tar.write(header(entry));
    }

    /**
     * A regular file with exactly {@code sizeBytes} of content, read to its end but not closed. Throws IOException when
     * the content is shorter or longer; the archive is then broken.
     */
    public void put(RegularFile file, InputStream content) throws IOException {
        tar.write(header(file));
        long left = file.sizeBytes();
        while (left > 0) {
            int got = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new IOException("content of \"" + file.path() + "\" ended " + left + " bytes early (expected: "
                        + file.sizeBytes() + " bytes)");
            }
            tar.write(buffer, 0, got);
            left -= got;
        }
        if (content.read() >= 0) {
            throw new IOException(
                    "content of \"" + file.path() + "\" goes on (expected: " + file.sizeBytes() + " bytes)");
        }
        tar.write(ZEROS, 0, (int) (TarReader.padded(file.sizeBytes()) - file.sizeBytes()));
    }

    /**
     * A regular file whose content comes into the stream below by another way than through it.
     *
     * @param content puts exactly {@code sizeBytes} there, after what was written so far
     */
    public void put(RegularFile file, ContentTransfer content) throws IOException {
        tar.write(header(file));
        content.run();
        tar.write(ZEROS, 0, (int) (TarReader.padded(file.sizeBytes()) - file.sizeBytes()));
    }

    /** Puts the content of one file into an archive. */
    @FunctionalInterface
    public interface ContentTransfer {
        void run() throws IOException;
    }

    /** Ends the archive and flushes; the stream stays open. */
    public void finish() throws IOException {
        tar.write(ZEROS);
        tar.flush();
    }

    private byte[] header(LayerEntry entry) {
        return switch (entry) {
            case LayerEntry.Directory e ->
                new TarHeaderBytes(directoryName(e.path()), '5')
                        .metadata(e.metadata(), times)
                        .size(0)
                        .toBytes();
            case RegularFile e ->
                new TarHeaderBytes(name(e.path()), '0')
                        .metadata(e.metadata(), times)
                        .size(e.sizeBytes())
                        .toBytes();
            case LayerEntry.Symlink e ->
                new TarHeaderBytes(name(e.path()), '2')
                        .metadata(e.metadata(), times)
                        .size(0)
                        .link(e.target())
                        .toBytes();
            case LayerEntry.Device e ->
                new TarHeaderBytes(name(e.path()), e.block() ? '4' : '3')
                        .metadata(e.metadata(), times)
                        .size(0)
                        .device(e.major(), e.minor())
                        .toBytes();
            case LayerEntry.Fifo e ->
                new TarHeaderBytes(name(e.path()), '6')
                        .metadata(e.metadata(), times)
                        .size(0)
                        .toBytes();
            case LayerEntry.HardLink e ->
                new TarHeaderBytes(name(e.path()), '1')
                        .metadata(e.metadata(), times)
                        .size(0)
                        .link(name(e.target()))
                        .toBytes();
            case LayerEntry.Whiteout e -> mark(Whiteouts.nameOf(e));
            case LayerEntry.Opaque e -> mark(Whiteouts.nameOf(e));
        };
    }

    private byte[] mark(ImagePath path) {
        if (!marks) {
            throw new IllegalArgumentException("entry: \"" + path + "\" (expected: no whiteout in a plain tar)");
        }
        // A mark has no inode of its own: mode, owner and time are 0.
        return new TarHeaderBytes(path.relative(), '0')
                .metadata(EntryMetadata.of(0, 0, 0, 0), times)
                .size(0)
                .toBytes();
    }

    private String directoryName(ImagePath path) {
        return path.isRoot() ? "./" : name(path) + "/";
    }

    private String name(ImagePath path) {
        if (path.isRoot()) {
            throw new IllegalArgumentException("entry: \"/\" (expected: the root only as a directory)");
        }
        if (marks && Whiteouts.isMark(path)) {
            throw new IllegalArgumentException("entry: \"" + path
                    + "\" (expected: no name that starts with \".wh.\", which a layer reads as a whiteout)");
        }
        return path.relative();
    }
}
