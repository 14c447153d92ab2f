package dev.slipway.image.layer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of a pax extended header: {@code "<length> <key>=<value>\n"} (POSIX.1-2001, pax Extended Header). Values are
 * bytes. An empty value takes back what a global header or the plain header said.
 */
final class PaxRecords {
    static final String XATTR = "SCHILY.xattr.";

    private final Map<String, byte[]> values = new LinkedHashMap<>();
    /** The offset and length pairs of GNU sparse 0.0, the one format that repeats keys. */
    private final List<String> sparsePairs = new ArrayList<>();

    static PaxRecords parse(byte[] data, TarInput at) {
        PaxRecords records = new PaxRecords();
        int position = 0;
        while (position < data.length && data[position] != 0) {
            position = records.parseOne(data, position, at);
        }
        return records;
    }

    private int parseOne(byte[] data, int start, TarInput at) {
        int space = start;
        while (space < data.length && data[space] >= '0' && data[space] <= '9' && space - start < 10) {
            space++;
        }
        if (space == start || space == data.length || data[space] != ' ') {
            throw at.wrong("a pax record does not start with its length (expected: \"<length> <key>=<value>\")");
        }
        long length = TarNumbers.decimal(ascii(data, start, space));
        if (length < space - start + 4 || length > data.length - start || data[start + (int) length - 1] != '\n') {
            throw at.wrong("a pax record has length " + length + " (expected: the bytes up to its line end)");
        }
        int end = start + (int) length - 1;
        int equals = space + 1;
        while (equals < end && data[equals] != '=') {
            equals++;
        }
        if (equals == end || equals == space + 1) {
            throw at.wrong("a pax record has no key (expected: \"<length> <key>=<value>\")");
        }
        put(new String(data, space + 1, equals - space - 1, StandardCharsets.UTF_8), data, equals + 1, end);
        return end + 1;
    }

    private void put(String key, byte[] data, int from, int to) {
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparsePairs.add(ascii(data, from, to));
        } else {
            values.put(key, Arrays.copyOfRange(data, from, to));
        }
    }

    private static String ascii(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Takes over the records of a global header that describe files; those that shape the archive are refused. */
    void mergeGlobal(PaxRecords global, int maxBytes, TarInput at) {
        global.values.forEach((key, value) -> {
            if (key.equals("path") || key.equals("linkpath") || key.equals("size") || key.startsWith("GNU.sparse.")) {
                throw at.wrong("a global pax header sets \"" + key + "\" (expected: only for single entries)");
            }
            if (key.equals("uid") || key.equals("gid") || key.equals("mtime") || key.startsWith(XATTR)) {
                values.put(key, value);
            }
        });
        if (sizeBytes() > maxBytes) {
            throw at.wrong("global pax headers of more than " + maxBytes + " bytes");
        }
    }

    private long sizeBytes() {
        long total = 0;
        for (Map.Entry<String, byte[]> entry : values.entrySet()) {
            total += entry.getKey().length() + entry.getValue().length;
        }
        return total;
    }

    /** These records over the global ones. */
    PaxRecords over(PaxRecords global) {
        if (global.values.isEmpty()) {
            return this;
        }
        PaxRecords merged = new PaxRecords();
        merged.values.putAll(global.values);
        merged.values.putAll(values);
        merged.sparsePairs.addAll(sparsePairs);
        return merged;
    }

    byte @Nullable [] bytes(String key) {
        byte[] found = values.get(key);
        return found == null || found.length == 0 ? null : found;
    }

    @Nullable
    String text(String key) {
        byte[] found = bytes(key);
        return found == null ? null : new String(found, StandardCharsets.UTF_8);
    }

    List<String> sparsePairs() {
        return sparsePairs;
    }

    Map<String, byte[]> all() {
        return values;
    }
}
