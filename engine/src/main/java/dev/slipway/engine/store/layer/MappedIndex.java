package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.image.Digest;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An index file in memory pages of the kernel: opening reads the header, finding reads what it meets, nothing of it is
 * on the heap. The files may be removed meanwhile.
 */
public final class MappedIndex implements LayerIndex {
    private static final SortedMap<String, byte[]> NO_XATTRS = Collections.emptySortedMap();

    private final MappedByteBuffer rows;
    private final MappedByteBuffer strings;

    private MappedIndex(MappedByteBuffer rows, MappedByteBuffer strings) {
        this.rows = rows;
        this.strings = strings;
    }

    /** @param directory that holds both files; throws IOException when they are no index */
    public static MappedIndex open(Path directory) throws IOException {
        MappedByteBuffer rows = map(directory.resolve(IndexFile.ROWS));
        MappedByteBuffer strings = map(directory.resolve(IndexFile.STRINGS));
        if (rows.limit() < IndexFile.HEADER_BYTES || rows.getLong(0) != IndexFile.MAGIC) {
            throw new IOException("not a layer index: " + directory.resolve(IndexFile.ROWS));
        }
        int count = rows.getInt(8);
        if (count < 1 || rows.limit() != IndexFile.HEADER_BYTES + (long) count * IndexFile.ROW_BYTES) {
            throw new IOException("layer index of the wrong length: " + directory.resolve(IndexFile.ROWS));
        }
        return new MappedIndex(rows, strings);
    }

    private static MappedByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IOException("layer index of " + channel.size() + " bytes (expected: at most 2 GiB): " + file);
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    @Override
    public Optional<IndexEntry> find(ImagePath path) {
        int row = row(path);
        return row < 0 || row == 0 && !flag(0, IndexFile.FLAG_ROOT_ENTRY)
                ? Optional.empty()
                : Optional.of(entry(row, path.value()));
    }

    @Override
    public boolean opaque(ImagePath directory) {
        int row = row(directory);
        return row >= 0 && flag(row, IndexFile.FLAG_OPAQUE);
    }

    @Override
    public List<IndexEntry> children(ImagePath directory) {
        int row = row(directory);
        if (row < 0) {
            return List.of();
        }
        int first = intAt(row, IndexFile.FIRST_CHILD);
        int number = intAt(row, IndexFile.CHILDREN);
        List<IndexEntry> children = new ArrayList<>(number);
        for (int child = first; child < first + number; child++) {
            children.add(entry(child, path(directory.value(), child)));
        }
        return children;
    }

    @Override
    public Iterable<IndexEntry> entries() {
        return () -> new DepthFirst(this);
    }

    /** Walks parents first with a stack of ranges, one a level. */
    private static final class DepthFirst implements Iterator<IndexEntry> {
        private record Range(String parent, int[] next, int end) {}

        private final MappedIndex index;
        private final ArrayList<Range> levels = new ArrayList<>();
        private @Nullable IndexEntry upcoming;
        private @Nullable IndexEntry mark;

        DepthFirst(MappedIndex index) {
            this.index = index;
            IndexEntry opaque = index.mark(0, "/");
            if (index.flag(0, IndexFile.FLAG_ROOT_ENTRY)) {
                upcoming = index.entry(0, "/");
                mark = opaque;
            } else {
                upcoming = opaque;
            }
            enter(0, "/");
            if (upcoming == null) {
                advance();
            }
        }

        private void enter(int row, String path) {
            int number = index.intAt(row, IndexFile.CHILDREN);
            if (number > 0) {
                int first = index.intAt(row, IndexFile.FIRST_CHILD);
                levels.add(new Range(path, new int[] {first}, first + number));
            }
        }

        private void advance() {
            upcoming = mark;
            mark = null;
            while (upcoming == null && !levels.isEmpty()) {
                Range range = levels.getLast();
                if (range.next()[0] == range.end()) {
                    levels.removeLast();
                } else {
                    int row = range.next()[0]++;
                    String path = index.path(range.parent(), row);
                    upcoming = index.entry(row, path);
                    mark = index.mark(row, path);
                    enter(row, path);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return upcoming != null;
        }

        @Override
        public IndexEntry next() {
            IndexEntry entry = upcoming;
            if (entry == null) {
                throw new java.util.NoSuchElementException();
            }
            advance();
            return entry;
        }
    }

    /** The entry of a row whose path is known. */
    IndexEntry entry(int row, String path) {
        Optional<Digest> content = Optional.empty();
        if (flag(row, IndexFile.FLAG_HAS_DIGEST)) {
            byte[] sha256 = new byte[IndexFile.DIGEST_BYTES];
            rows.get(at(row, IndexFile.DIGEST), sha256);
            content = Optional.of(Digest.finish(sha256));
        }
        return new IndexEntry(layerEntry(row, new ImagePath(path)), content, intAt(row, IndexFile.LINK_GROUP));
    }

    private LayerEntry layerEntry(int row, ImagePath path) {
        int mode = Short.toUnsignedInt(rows.getShort(at(row, IndexFile.MODE)));
        if (mode == 0) {
            return new LayerEntry.Whiteout(path);
        }
        byte[] extra = extra(row);
        EntryMetadata metadata = metadata(row, mode, extra);
        long size = rows.getLong(at(row, IndexFile.SIZE));
        return switch (mode & FileStatus.TYPE_MASK) {
            case FileStatus.DIRECTORY -> new LayerEntry.Directory(path, metadata);
            case FileStatus.REGULAR -> new LayerEntry.RegularFile(path, metadata, size);
            case FileStatus.SYMLINK -> new LayerEntry.Symlink(path, metadata, target(extra));
            case FileStatus.BLOCK -> new LayerEntry.Device(path, metadata, true, (int) (size >> 32), (int) size);
            case FileStatus.CHARACTER -> new LayerEntry.Device(path, metadata, false, (int) (size >> 32), (int) size);
            case FileStatus.FIFO -> new LayerEntry.Fifo(path, metadata);
            default -> throw new IllegalStateException("type 0" + Integer.toOctalString(mode) + " in an index");
        };
    }

    private EntryMetadata metadata(int row, int mode, byte[] extra) {
        return new EntryMetadata(
                mode & 07777,
                Integer.toUnsignedLong(intAt(row, IndexFile.UID)),
                Integer.toUnsignedLong(intAt(row, IndexFile.GID)),
                rows.getLong(at(row, IndexFile.SECONDS)),
                intAt(row, IndexFile.NANOS),
                xattrs(extra));
    }

    private byte[] extra(int row) {
        byte[] extra = new byte[intAt(row, IndexFile.EXTRA_LENGTH)];
        if (extra.length > 0) {
            strings.get(nameAt(row) + intAt(row, IndexFile.NAME_LENGTH), extra);
        }
        return extra;
    }

    private static String target(byte[] extra) {
        byte[] target = new byte[ByteBuffer.wrap(extra).getInt(0)];
        System.arraycopy(extra, 4, target, 0, target.length);
        return FileNames.decode(target);
    }

    private static SortedMap<String, byte[]> xattrs(byte[] extra) {
        if (extra.length == 0) {
            return NO_XATTRS;
        }
        ByteBuffer in = ByteBuffer.wrap(extra);
        in.position(4 + in.getInt(0));
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        while (in.hasRemaining()) {
            byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(name);
            byte[] value = new byte[in.getInt()];
            in.get(value);
            xattrs.put(FileNames.decode(name), value);
        }
        return xattrs;
    }

    private @Nullable IndexEntry mark(int row, String path) {
        return flag(row, IndexFile.FLAG_OPAQUE)
                ? new IndexEntry(new LayerEntry.Opaque(new ImagePath(path)), Optional.empty(), 0)
                : null;
    }

    /** -1 when it is not there. */
    private int row(ImagePath path) {
        int row = 0;
        for (String segment : path.segments()) {
            row = child(row, FileNames.encode(segment));
            if (row < 0) {
                return -1;
            }
        }
        return row;
    }

    private int child(int parent, byte[] name) {
        int low = intAt(parent, IndexFile.FIRST_CHILD);
        int high = low + intAt(parent, IndexFile.CHILDREN) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int compare(int row, byte[] name) {
        int at = nameAt(row);
        int length = intAt(row, IndexFile.NAME_LENGTH);
        for (int i = 0; i < Math.min(length, name.length); i++) {
            int order = (strings.get(at + i) & 0xFF) - (name[i] & 0xFF);
            if (order != 0) {
                return order;
            }
        }
        return length - name.length;
    }

    private String path(String parent, int row) {
        byte[] name = new byte[intAt(row, IndexFile.NAME_LENGTH)];
        strings.get(nameAt(row), name);
        return (parent.equals("/") ? "/" : parent + "/") + FileNames.decode(name);
    }

    private int nameAt(int row) {
        return (int) rows.getLong(at(row, IndexFile.NAME_AT));
    }

    private int intAt(int row, int offset) {
        return rows.getInt(at(row, offset));
    }

    private boolean flag(int row, int flag) {
        return (rows.getShort(at(row, IndexFile.FLAGS)) & flag) != 0;
    }

    private static int at(int row, int offset) {
        return IndexFile.HEADER_BYTES + row * IndexFile.ROW_BYTES + offset;
    }
}
