package dev.slipway.image.source;

import dev.slipway.image.Compression;
import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.layer.EntryGuard;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of an image archive (a tar) by name, each readable on its own and at the same time as others. One pass over
 * the headers at opening; contents stay on disk. A compressed archive or a stream is first written, uncompressed, to a
 * file in the caller's scratch directory, which is deleted on closing.
 *
 * <p>Links between entries are followed, as {@code docker save} once wrote them. Of entries with one name the last counts.
 */
public final class ArchiveEntries implements Closeable {
    private static final int MAX_LINKS = 16;

    private final String subject;
    private final Path file;
    private final boolean temporary;
    private final Map<ImagePath, Place> places;

    private sealed interface Place {
        record Content(long offset, long sizeBytes) implements Place {}

        record Link(ImagePath target) implements Place {}
    }

    private ArchiveEntries(String subject, Path file, boolean temporary, Map<ImagePath, Place> places) {
        this.subject = subject;
        this.file = file;
        this.temporary = temporary;
        this.places = places;
    }

    /** @param scratch an existing directory; used only when the archive is compressed */
    public static ArchiveEntries open(Path archive, Path scratch, Limits limits) throws IOException {
        String subject = "image archive " + archive;
        byte[] head = new byte[Compressors.MAGIC_BYTES];
        try (InputStream in = Files.newInputStream(archive)) {
            int length = in.readNBytes(head, 0, head.length);
            boolean asIs = Compressors.detect(head, length)
                    .filter(Compression.UNCOMPRESSED::equals)
                    .isPresent();
            if (asIs) {
                return scan(subject, archive, false, limits);
            }
        }
        try (InputStream in = Files.newInputStream(archive)) {
            return spool(in, subject, scratch, limits);
        }
    }

    /** An archive from a stream, such as the standard input; reads it to its end. */
    public static ArchiveEntries spool(InputStream archive, String subject, Path scratch, Limits limits)
            throws IOException {
        Path spooled = Files.createTempFile(scratch, "archive", ".tar");
        try {
            try (OutputStream out = Files.newOutputStream(spooled)) {
                Compressors.decompress(archive, subject).transferTo(out);
            }
            return scan(subject, spooled, true, limits);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(spooled);
            throw e;
        }
    }

    private static ArchiveEntries scan(String subject, Path file, boolean temporary, Limits limits) throws IOException {
        Map<ImagePath, Place> places = new HashMap<>();
        try (LayerTarReader tar = LayerTarReader.plain(
                new BufferedInputStream(Files.newInputStream(file), 1 << 16), subject, EntryGuard.CONFINE, limits)) {
            Optional<LayerEntry> next;
            while ((next = tar.next()).isPresent()) {
                LayerEntry entry = next.get();
                Place place = place(entry, tar, subject);
                if (place != null) {
                    places.put(entry.path(), place);
                }
                if (places.size() > limits.archiveEntries()) {
                    throw new MalformedImageException(
                            subject, "more than " + limits.archiveEntries() + " entries (expected: an image archive)");
                }
            }
        }
        return new ArchiveEntries(subject, file, temporary, places);
    }

    private static @Nullable Place place(LayerEntry entry, LayerTarReader tar, String subject) {
        return switch (entry) {
            case LayerEntry.RegularFile content -> {
                if (!tar.isContiguous()) {
                    throw new MalformedImageException(
                            subject, "sparse entry \"" + entry.path() + "\" (expected: none in an image archive)");
                }
                yield new Place.Content(tar.position(), content.sizeBytes());
            }
            case LayerEntry.Symlink link -> new Place.Link(entry.path().parent().cd(link.target()));
            case LayerEntry.HardLink link -> new Place.Link(link.target());
            case LayerEntry.Directory d -> null;
            case LayerEntry.Device d -> null;
            case LayerEntry.Fifo f -> null;
            case LayerEntry.Whiteout w -> null;
            case LayerEntry.Opaque o -> null;
        };
    }

    public String subject() {
        return subject;
    }

    public boolean has(String name) {
        return content(name) != null;
    }

    /** Throws MalformedImageException when there is no such file. */
    public long sizeBytes(String name) {
        return required(name).sizeBytes();
    }

    /** The raw, unverified bytes of a file. Throws MalformedImageException when there is no such file. */
    public InputStream open(String name) throws IOException {
        Place.Content content = required(name);
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            channel.position(content.offset());
            return new Slice(Channels.newInputStream(channel), content.sizeBytes());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A small file as a whole. */
    public byte[] readAll(String name, int maxBytes) throws IOException {
        long size = sizeBytes(name);
        if (size > maxBytes) {
            throw new MalformedImageException(
                    subject, "file \"" + name + "\" of " + size + " bytes (expected: at most " + maxBytes + ")");
        }
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    private Place.Content required(String name) {
        Place.Content found = content(name);
        if (found == null) {
            throw new MalformedImageException(subject, "no file \"" + name + "\"");
        }
        return found;
    }

    private Place.@Nullable Content content(String name) {
        Place place = places.get(ImagePath.of(name));
        for (int i = 0; i < MAX_LINKS && place instanceof Place.Link link; i++) {
            place = places.get(link.target());
        }
        return place instanceof Place.Content content ? content : null;
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(file);
        }
    }

    /** The next bytes of a stream, and no more. */
    private static final class Slice extends FilterInputStream {
        private long left;

        Slice(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
