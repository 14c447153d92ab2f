package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.image.FileNames;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Writes an index ({@link IndexFile}). Rows are appended with their parent known; digests, children and link groups
 * are filled in later, in any order and from any thread. Keeps one buffer in memory, whatever the number of rows.
 */
final class IndexWriter implements AutoCloseable {
    private static final int BUFFERED_ROWS = 512;

    private final FileChannel rows;
    private final FileChannel strings;
    private final ByteBuffer tail = ByteBuffer.allocate(BUFFERED_ROWS * IndexFile.ROW_BYTES);
    private final ByteBuffer text = ByteBuffer.allocate(1 << 16);
    private long flushed = IndexFile.HEADER_BYTES;
    private long stringsAt;
    private int count;

    IndexWriter(Path directory) throws IOException {
        rows = FileChannel.open(
                directory.resolve(IndexFile.ROWS),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        strings = FileChannel.open(
                directory.resolve(IndexFile.STRINGS),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /** @return the row's number */
    synchronized int append(LayerEntry entry, int parent, int flags) throws IOException {
        if (tail.remaining() < IndexFile.ROW_BYTES) {
            flushRows();
        }
        byte[] name = FileNames.encode(entry.path().name());
        byte[] extra = extra(entry);
        ByteBuffer row = ByteBuffer.allocate(IndexFile.ROW_BYTES);
        row.putShort(IndexFile.MODE, (short) mode(entry));
        row.putShort(IndexFile.FLAGS, (short) flags);
        if (entry instanceof LayerEntry.Inode inode) {
            putMetadata(row, inode.metadata());
        }
        row.putLong(IndexFile.SIZE, size(entry));
        row.putInt(IndexFile.PARENT, parent);
        row.putLong(IndexFile.NAME_AT, stringsAt);
        row.putInt(IndexFile.NAME_LENGTH, name.length);
        row.putInt(IndexFile.EXTRA_LENGTH, extra.length);
        tail.put(row.array());
        putString(name);
        putString(extra);
        if (count == Integer.MAX_VALUE / IndexFile.ROW_BYTES) {
            throw new IOException("a layer of more than " + count + " entries (expected: fewer)");
        }
        return count++;
    }

    synchronized void children(int row, int first, int number) throws IOException {
        ByteBuffer both = ByteBuffer.allocate(8).putInt(first).putInt(number);
        patch(row, IndexFile.FIRST_CHILD, both.flip());
    }

    synchronized void digest(int row, byte[] sha256) throws IOException {
        patch(row, IndexFile.DIGEST, ByteBuffer.wrap(sha256));
        patch(
                row,
                IndexFile.FLAGS,
                ByteBuffer.allocate(2)
                        .putShort((short) IndexFile.FLAG_HAS_DIGEST)
                        .flip());
    }

    /** For a further name of an inode whose content is hashed. */
    synchronized void copyDigest(int from, int to) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(IndexFile.ROW_BYTES);
        long at = IndexFile.HEADER_BYTES + (long) from * IndexFile.ROW_BYTES;
        if (at >= flushed) {
            tail.get((int) (at - flushed), row.array());
        } else if (rows.read(row, at) < IndexFile.ROW_BYTES) {
            throw new IOException("the layer's index is cut short at row " + from);
        }
        if ((row.getShort(IndexFile.FLAGS) & IndexFile.FLAG_HAS_DIGEST) != 0) {
            digest(to, java.util.Arrays.copyOfRange(row.array(), IndexFile.DIGEST, IndexFile.DIGEST + 32));
        }
    }

    synchronized void linkGroup(int row, int group) throws IOException {
        patch(row, IndexFile.LINK_GROUP, ByteBuffer.allocate(4).putInt(group).flip());
    }

    /** Writes everything out; the index can be read from then on. */
    synchronized void finish() throws IOException {
        flushRows();
        flushText();
        ByteBuffer header = ByteBuffer.allocate(IndexFile.HEADER_BYTES);
        header.putLong(IndexFile.MAGIC).putInt(count).clear();
        writeAll(rows, header, 0);
    }

    @Override
    public void close() throws IOException {
        rows.close();
        strings.close();
    }

    private static void putMetadata(ByteBuffer row, EntryMetadata metadata) {
        row.putInt(IndexFile.UID, (int) metadata.uid());
        row.putInt(IndexFile.GID, (int) metadata.gid());
        row.putInt(IndexFile.NANOS, metadata.modifiedNanos());
        row.putLong(IndexFile.SECONDS, metadata.modifiedSeconds());
    }

    private static int mode(LayerEntry entry) {
        return switch (entry) {
            case LayerEntry.Directory e -> FileStatus.DIRECTORY | e.metadata().mode();
            case LayerEntry.RegularFile e -> FileStatus.REGULAR | e.metadata().mode();
            case LayerEntry.Symlink e -> FileStatus.SYMLINK | e.metadata().mode();
            case LayerEntry.Device e ->
                (e.block() ? FileStatus.BLOCK : FileStatus.CHARACTER)
                        | e.metadata().mode();
            case LayerEntry.Fifo e -> FileStatus.FIFO | e.metadata().mode();
            case LayerEntry.Whiteout e -> 0;
            case LayerEntry.HardLink e -> throw new IllegalStateException("a hard link in an index: " + e.path());
            case LayerEntry.Opaque e -> throw new IllegalStateException("an opaque mark as a row: " + e.path());
        };
    }

    private static long size(LayerEntry entry) {
        return switch (entry) {
            case LayerEntry.RegularFile e -> e.sizeBytes();
            case LayerEntry.Device e -> (long) e.major() << 32 | e.minor();
            default -> 0;
        };
    }

    private static byte[] extra(LayerEntry entry) throws IOException {
        if (!(entry instanceof LayerEntry.Inode inode)
                || inode.metadata().xattrs().isEmpty() && !(inode instanceof LayerEntry.Symlink)) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] target = inode instanceof LayerEntry.Symlink link ? FileNames.encode(link.target()) : new byte[0];
        out.writeInt(target.length);
        out.write(target);
        for (Map.Entry<String, byte[]> attribute : inode.metadata().xattrs().entrySet()) {
            byte[] name = FileNames.encode(attribute.getKey());
            out.writeShort(name.length);
            out.write(name);
            out.writeInt(attribute.getValue().length);
            out.write(attribute.getValue());
        }
        return bytes.toByteArray();
    }

    private void patch(int row, int offset, ByteBuffer bytes) throws IOException {
        long at = IndexFile.HEADER_BYTES + (long) row * IndexFile.ROW_BYTES + offset;
        if (at >= flushed) {
            tail.put((int) (at - flushed), bytes.array(), 0, bytes.limit());
        } else {
            writeAll(rows, bytes, at);
        }
    }

    private void putString(byte[] bytes) throws IOException {
        stringsAt += bytes.length;
        if (bytes.length > text.remaining()) {
            flushText();
        }
        if (bytes.length > text.remaining()) {
            strings.write(ByteBuffer.wrap(bytes));
        } else {
            text.put(bytes);
        }
    }

    private void flushRows() throws IOException {
        long bytes = tail.position();
        writeAll(rows, tail.flip(), flushed);
        tail.clear();
        flushed += bytes;
    }

    private void flushText() throws IOException {
        text.flip();
        while (text.hasRemaining()) {
            strings.write(text);
        }
        text.clear();
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }
}
