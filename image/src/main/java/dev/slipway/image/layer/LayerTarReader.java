package dev.slipway.image.layer;

import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar as a stream of {@link LayerEntry}: v7, ustar, pax with global headers, GNU long names, base-256 numbers,
 * extended attributes ({@code SCHILY.xattr.}), sparse files of all GNU forms (content is the logical one).
 *
 * <p>Memory does not grow with the number or size of entries. Not for several threads. Closing closes the stream.
 *
 * <p>Throws {@link MalformedLayerException} with entry and offset for what is broken, passes a limit, or names a place
 * outside the root. Entries come as the archive has them: repeated paths, links to missing files and parents that are
 * symlinks are for the one who applies them to judge.
 *
 * <p>Source: OCI image-spec, layer.md; POSIX.1-2001, pax; GNU tar manual, appendix D and E.
 */
public final class LayerTarReader implements Closeable {
    private final TarReader tar;
    private final EntryGuard guard;
    private final boolean marks;

    private LayerTarReader(TarReader tar, EntryGuard guard, boolean marks) {
        this.tar = tar;
        this.guard = guard;
        this.marks = marks;
    }

    /**
     * Reads a layer: {@code .wh.} names become {@link LayerEntry.Whiteout} and {@link LayerEntry.Opaque}, AUFS's own
     * files are left out.
     *
     * @param tar uncompressed
     * @param subject names the stream in errors: {@code layer sha256:9f2c…}
     */
    public static LayerTarReader layer(InputStream tar, String subject, Limits limits) {
        return new LayerTarReader(new TarReader(tar, subject, limits), EntryGuard.CONFINE, true);
    }

    /** Reads any other tar: {@code .wh.} names are ordinary. */
    public static LayerTarReader plain(InputStream tar, String subject, EntryGuard guard, Limits limits) {
        return new LayerTarReader(new TarReader(tar, subject, limits), guard, false);
    }

    /**
     * The next entry; empty at the end, when the rest of the stream has been read too, so that a verifying stream below
     * has seen its end.
     */
    public Optional<LayerEntry> next() throws IOException {
        TarReader.Item item;
        while ((item = tar.next()) != null) {
            LayerEntry entry = entry(item);
            if (entry != null) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Content of the regular file that {@link #next} returned last; valid until the next call of it. */
    public InputStream content() {
        return tar.content();
    }

    /** Bytes of the uncompressed tar read so far: after {@link #next}, where the stored content starts. */
    public long position() {
        return tar.input().position();
    }

    /** Whether {@link #content} is stored in one piece at {@link #position}, as it is unless the file is sparse. */
    public boolean isContiguous() {
        return tar.content().isContiguous();
    }

    @Override
    public void close() throws IOException {
        tar.input().close();
    }

    /** Null for what is no part of the image. */
    private @Nullable LayerEntry entry(TarReader.Item item) {
        ImagePath path = place(item.name());
        if (marks && Whiteouts.isAufs(path)) {
            return null;
        }
        if (marks && Whiteouts.isMark(path)) {
            return Whiteouts.markOf(path)
                    .orElseThrow(() -> tar.input().wrong("a whiteout of no name (expected: .wh.<name>)"));
        }
        return switch (item.type()) {
            case '0' ->
                new LayerEntry.RegularFile(
                        notRoot(path), item.metadata(), tar.content().sizeBytes());
            case '1' -> new LayerEntry.HardLink(notRoot(path), item.metadata(), place(item.link()));
            case '2' -> new LayerEntry.Symlink(notRoot(path), item.metadata(), target(item.link()));
            case '3', '4' -> device(notRoot(path), item);
            case '5', 'D' -> new LayerEntry.Directory(path, item.metadata());
            case '6' -> new LayerEntry.Fifo(notRoot(path), item.metadata());
            default ->
                throw tar.input()
                        .wrong("type flag '" + item.type() + "' (expected: a file, directory, link, device or fifo)");
        };
    }

    private LayerEntry device(ImagePath path, TarReader.Item item) {
        if (item.major() < 0 || item.minor() < 0) {
            throw tar.input().wrong("device " + item.major() + ":" + item.minor() + " (expected: >= 0)");
        }
        return new LayerEntry.Device(path, item.metadata(), item.type() == '4', item.major(), item.minor());
    }

    private ImagePath place(String name) {
        try {
            return guard.place(name);
        } catch (IllegalArgumentException e) {
            throw tar.input().wrong(String.valueOf(e.getMessage()));
        }
    }

    private String target(String link) {
        if (link.isEmpty() || link.indexOf('\0') >= 0) {
            throw tar.input().wrong("a symlink without a usable target (expected: a path)");
        }
        return link;
    }

    private ImagePath notRoot(ImagePath path) {
        if (path.isRoot()) {
            throw tar.input().wrong("the root as something else than a directory");
        }
        return path;
    }
}
