package dev.slipway.image.layer;

import dev.slipway.image.FileNames;
import dev.slipway.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar entries with everything that pax and GNU headers say about them folded in. Knows nothing of layers: names
 * are not judged. Memory is bounded by the limits, whatever the number of entries.
 */
final class TarReader {
    private final TarInput in;
    private final Limits limits;
    private final byte[] block = new byte[TarInput.BLOCK];
    private final PaxRecords globals = new PaxRecords();
    private @Nullable EntryContent content;
    private long paddingAfterContent;

    TarReader(InputStream in, String subject, Limits limits) {
        this.in = new TarInput(in, subject);
        this.limits = limits;
    }

    /**
     * One entry.
     *
     * @param type regular files are {@code 0}, whatever form they had
     * @param offset of the entry's own header
     */
    record Item(String name, String link, char type, EntryMetadata metadata, int major, int minor, long offset) {}

    /** Long names and records that precede an entry. */
    private static final class Extensions {
        byte @Nullable [] name;
        byte @Nullable [] link;
        PaxRecords records = new PaxRecords();
        boolean any;
    }

    TarInput input() {
        return in;
    }

    /** Of the item read last; empty for all but regular files. */
    EntryContent content() {
        EntryContent current = content;
        if (current == null) {
            throw new IllegalStateException("no entry has been read");
        }
        return current;
    }

    /** Null at the end, when the stream has been read to its end too. */
    @Nullable
    Item next() throws IOException {
        finishContent();
        Extensions extensions = new Extensions();
        while (true) {
            long offset = in.position();
            in.at("", offset);
            if (!in.block(block) || isEnd()) {
                if (extensions.any) {
                    throw in.wrong("an extended header without an entry (expected: the entry that it describes)");
                }
                in.drain();
                return null;
            }
            TarHeader header = TarHeader.parse(block, in);
            in.at(FileNames.decode(header.name()), offset);
            if (!extend(header, extensions)) {
                return item(header, extensions, offset);
            }
        }
    }

    /** Two zero blocks end an archive; one at the end of the stream does, too. */
    private boolean isEnd() throws IOException {
        if (!TarHeader.isZero(block)) {
            return false;
        }
        if (in.block(block) && !TarHeader.isZero(block)) {
            throw in.wrong("a zero block inside the archive (expected: a header)");
        }
        return true;
    }

    private void finishContent() throws IOException {
        if (content != null) {
            content.discard();
            in.skip(paddingAfterContent);
            content = null;
        }
    }

    /** Takes in a header that only describes others; false when it is an entry. */
    private boolean extend(TarHeader header, Extensions into) throws IOException {
        switch (header.type()) {
            case 'x', 'X' -> {
                into.records = PaxRecords.parse(extension(header), in);
                into.any = true;
            }
            case 'g' -> globals.mergeGlobal(PaxRecords.parse(extension(header), in), limits.paxBytes(), in);
            case 'L' -> {
                into.name = upToNul(extension(header));
                into.any = true;
            }
            case 'K' -> {
                into.link = upToNul(extension(header));
                into.any = true;
            }
            // A volume label.
            case 'V' -> in.skip(padded(size(header)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private byte[] extension(TarHeader header) throws IOException {
        long size = size(header);
        if (size > limits.paxBytes()) {
            throw in.wrong("an extended header of " + size + " bytes (expected: at most " + limits.paxBytes() + ")");
        }
        byte[] data = in.bytes((int) size);
        in.skip(padded(size) - size);
        return data;
    }

    private long size(TarHeader header) {
        long size = header.numbers().sizeBytes();
        if (size < 0 || size > Long.MAX_VALUE - TarInput.BLOCK) {
            throw in.wrong("size " + size + " (expected: >= 0)");
        }
        return size;
    }

    private Item item(TarHeader header, Extensions extensions, long offset) throws IOException {
        PaxRecords records = extensions.records.over(globals);
        String name = name(extensions.name, firstOf(records, "GNU.sparse.name", "path"), header.name());
        in.at(name, offset);
        String link = name(extensions.link, records.bytes("linkpath"), header.link());
        try {
            char type = open(header, records, name);
            EntryMetadata metadata = metadata(header.numbers(), records);
            TarHeader.Numbers numbers = header.numbers();
            return new Item(name, link, type, metadata, numbers.major(), numbers.minor(), offset);
        } catch (NumberFormatException e) {
            throw in.wrong("a number in its header: " + e.getMessage());
        }
    }

    private static byte @Nullable [] firstOf(PaxRecords records, String first, String second) {
        byte[] found = records.bytes(first);
        return found == null ? records.bytes(second) : found;
    }

    private String name(byte @Nullable [] gnu, byte @Nullable [] pax, byte[] plain) {
        byte[] chosen = gnu != null ? gnu : pax != null ? pax : plain;
        if (chosen.length > limits.nameBytes()) {
            throw in.wrong("a name of " + chosen.length + " bytes (expected: at most " + limits.nameBytes() + ")");
        }
        return FileNames.decode(chosen);
    }

    /** Prepares the content, and returns the type in its modern form. */
    private char open(TarHeader header, PaxRecords records, String name) throws IOException {
        String paxSize = records.text("size");
        long size = paxSize == null ? size(header) : TarNumbers.decimal(paxSize);
        boolean file = header.type() == '0' || header.type() == '7' || header.type() == 'S';
        if (!file) {
            // Links, devices and directories have no content; some writers give them a size all the same.
            content = EntryContent.plain(in, 0);
            paddingAfterContent = 0;
            return header.type();
        }
        paddingAfterContent = padded(size) - size;
        SparseMap sparse = header.type() == 'S' && header.gnu()
                ? SparseMap.oldGnu(block, size, in, limits)
                : SparseMap.pax(records, size, in, limits);
        content = sparse == null ? EntryContent.plain(in, size) : new EntryContent(in, sparse);
        // Archives from before the directory type mark directories by a slash.
        return name.endsWith("/") && sparse == null ? '5' : '0';
    }

    private EntryMetadata metadata(TarHeader.Numbers numbers, PaxRecords records) {
        String mtime = records.text("mtime");
        TarNumbers.Time time =
                mtime == null ? new TarNumbers.Time(numbers.modifiedSeconds(), 0) : TarNumbers.time(mtime);
        return new EntryMetadata(
                numbers.mode(),
                id(records.text("uid"), numbers.uid(), "uid"),
                id(records.text("gid"), numbers.gid(), "gid"),
                time.seconds(),
                time.nanos(),
                xattrs(records));
    }

    private long id(@Nullable String pax, long plain, String what) {
        long id = pax == null ? plain : TarNumbers.decimal(pax);
        if (id < 0 || id > 0xFFFF_FFFEL) {
            throw in.wrong(what + " " + id + " (expected: 0 to 4294967294)");
        }
        return id;
    }

    private static SortedMap<String, byte[]> xattrs(PaxRecords records) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : records.all().entrySet()) {
            String name = entry.getKey();
            if (name.startsWith(PaxRecords.XATTR)) {
                String attribute = name.substring(PaxRecords.XATTR.length());
                // Overlayfs's own attributes would let an archive redirect or hide directories behind our back.
                if (!attribute.isEmpty()
                        && !attribute.startsWith("trusted.overlay.")
                        && !attribute.startsWith("user.overlay.")) {
                    found.put(attribute, entry.getValue());
                }
            }
        }
        return found;
    }

    private static byte[] upToNul(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return java.util.Arrays.copyOf(bytes, end);
    }

    static long padded(long size) {
        return (size + TarInput.BLOCK - 1) / TarInput.BLOCK * TarInput.BLOCK;
    }
}
