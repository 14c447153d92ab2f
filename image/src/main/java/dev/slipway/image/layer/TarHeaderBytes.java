package dev.slipway.image.layer;

import dev.slipway.image.FileNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header blocks of one entry in normal form: ustar with magic {@code ustar\0} {@code 00}, no user and group names;
 * preceded by one pax header when a value does not fit, its records sorted by key. Equal entries give equal bytes.
 */
final class TarHeaderBytes {
    private static final long MAX_ID = 07777777L;
    private static final long MAX_12 = 077777777777L;

    private final byte[] block = new byte[TarInput.BLOCK];
    private final SortedMap<String, byte[]> records = new TreeMap<>();
    private final byte[] name;

    /** @param name with a trailing slash for directories */
    TarHeaderBytes(String name, char type) {
        this.name = FileNames.encode(name);
        block[156] = (byte) type;
        ascii(257, "ustar\00000");
        name(name);
        number(329, 8, 0);
        number(337, 8, 0);
    }

    TarHeaderBytes link(String target) {
        byte[] bytes = FileNames.encode(target);
        if (bytes.length <= 100 && isAscii(bytes)) {
            System.arraycopy(bytes, 0, block, 157, bytes.length);
        } else {
            record("linkpath", target, bytes);
            System.arraycopy(bytes, 0, block, 157, Math.min(bytes.length, 100));
        }
        return this;
    }

    TarHeaderBytes metadata(EntryMetadata metadata, TarTimes times) {
        number(100, 8, metadata.mode());
        numberOrRecord(108, 8, "uid", metadata.uid(), MAX_ID);
        numberOrRecord(116, 8, "gid", metadata.gid(), MAX_ID);
        time(metadata, times);
        for (Map.Entry<String, byte[]> xattr : metadata.xattrs().entrySet()) {
            if (xattr.getKey().indexOf('=') >= 0) {
                throw new IllegalArgumentException(
                        "extended attribute: \"" + xattr.getKey() + "\" (expected: a name without \"=\" for a tar)");
            }
            records.put(PaxRecords.XATTR + xattr.getKey(), xattr.getValue());
        }
        return this;
    }

    private void time(EntryMetadata metadata, TarTimes times) {
        long seconds = metadata.modifiedSeconds();
        int nanos = times == TarTimes.NANOSECONDS ? metadata.modifiedNanos() : 0;
        boolean fits = seconds >= 0 && seconds <= MAX_12;
        number(136, 12, fits ? seconds : 0);
        if (!fits || nanos != 0) {
            records.put("mtime", timeText(seconds, nanos).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String timeText(long seconds, int nanos) {
        boolean below = seconds < 0 && nanos != 0;
        // -1.75 is second -2 and a quarter.
        long whole = below ? -(seconds + 1) : Math.abs(seconds);
        int fraction = below ? 1_000_000_000 - nanos : nanos;
        StringBuilder text = new StringBuilder(seconds < 0 ? "-" : "").append(whole);
        if (fraction != 0) {
            String digits = Integer.toString(fraction);
            text.append('.').repeat('0', 9 - digits.length()).append(digits);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.toString();
    }

    TarHeaderBytes size(long bytes) {
        numberOrRecord(124, 12, "size", bytes, MAX_12);
        return this;
    }

    TarHeaderBytes device(int major, int minor) {
        if (major < 0 || minor < 0 || major > MAX_ID || minor > MAX_ID) {
            throw new IllegalArgumentException(
                    "device: " + major + ":" + minor + " (expected: 0 to " + MAX_ID + " each, for a tar)");
        }
        number(329, 8, major);
        number(337, 8, minor);
        return this;
    }

    /** All header blocks. Call once. */
    byte[] toBytes() {
        checkSum(block);
        if (records.isEmpty()) {
            return block;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(3 * TarInput.BLOCK);
        byte[] data = recordBytes();
        out.writeBytes(paxHeader(data.length));
        out.writeBytes(data);
        out.writeBytes(new byte[(int) (TarReader.padded(data.length) - data.length)]);
        out.writeBytes(block);
        return out.toByteArray();
    }

    private void name(String text) {
        if (isAscii(name)) {
            if (name.length <= 100) {
                System.arraycopy(name, 0, block, 0, name.length);
                return;
            }
            int slash = split(name);
            if (slash > 0) {
                System.arraycopy(name, 0, block, 345, slash);
                System.arraycopy(name, slash + 1, block, 0, name.length - slash - 1);
                return;
            }
        }
        record("path", text, name);
        System.arraycopy(name, 0, block, 0, Math.min(name.length, 100));
    }

    /** Where a long name divides into a prefix of at most 155 and a rest of 1 to 100 bytes; -1 if nowhere. */
    private static int split(byte[] name) {
        // A trailing slash belongs to the rest.
        for (int i = Math.min(155, name.length - 2); i > 0 && name.length - i - 1 <= 100; i--) {
            if (name[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private void record(String key, String text, byte[] bytes) {
        records.put(key, bytes);
        if (!text.equals(new String(bytes, StandardCharsets.UTF_8))) {
            // POSIX: the bytes of this header are no UTF-8.
            records.put("hdrcharset", "BINARY".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void numberOrRecord(int offset, int length, String key, long value, long max) {
        if (value < 0) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: >= 0)");
        }
        number(offset, length, value <= max ? value : 0);
        if (value > max) {
            records.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private byte[] recordBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        records.forEach((key, value) -> {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            int body = 1 + keyBytes.length + 1 + value.length + 1;
            int length = body + digits(body);
            // The length counts its own digits, which may be one more with them added.
            length = body + digits(length);
            out.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(keyBytes);
            out.write('=');
            out.writeBytes(value);
            out.write('\n');
        });
        return out.toByteArray();
    }

    private static int digits(int value) {
        return Integer.toString(value).length();
    }

    private byte[] paxHeader(int dataBytes) {
        TarHeaderBytes header = new TarHeaderBytes("PaxHeaders.0/" + asciiTail(), 'x');
        header.number(100, 8, 0644);
        header.number(108, 8, 0);
        header.number(116, 8, 0);
        header.number(124, 12, dataBytes);
        header.number(136, 12, 0);
        checkSum(header.block);
        return header.block;
    }

    /** Only for people who look into the archive; never needed to read it. */
    private String asciiTail() {
        int end = name.length > 0 && name[name.length - 1] == '/' ? name.length - 1 : name.length;
        int start = end;
        while (start > 0 && name[start - 1] != '/' && end - start < 80) {
            start--;
        }
        StringBuilder text = new StringBuilder();
        for (int i = start; i < end; i++) {
            text.append(name[i] > ' ' ? (char) name[i] : '_');
        }
        return text.toString();
    }

    private void number(int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        int start = offset + length - 1 - digits.length();
        Arrays.fill(block, offset, start, (byte) '0');
        ascii(start, digits);
        block[offset + length - 1] = 0;
    }

    private void ascii(int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            block[offset + i] = (byte) text.charAt(i);
        }
    }

    private static void checkSum(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        for (int i = 153, left = sum; i >= 148; i--, left >>= 3) {
            block[i] = (byte) ('0' + (left & 7));
        }
        block[154] = 0;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }
}
