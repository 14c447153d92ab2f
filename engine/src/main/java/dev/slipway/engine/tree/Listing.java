package dev.slipway.engine.tree;

import dev.slipway.image.FileNames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names behind a selection's digest, each with a mark of its own, so that two selections can be compared
 * long after.
 *
 * <p>Version 2: the byte 2, then for each entry in the order of the walk: how many bytes its path shares with the one
 * before (varint), how many follow (varint), those bytes, 8 bytes that differ when the entry does.
 */
public final class Listing {
    /** Memo kind; the key is the selection's digest. */
    public static final String KIND = "listing";

    private static final byte VERSION = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] last = new byte[0];

    /** What happened to a path from one listing to the next. */
    public enum Change {
        ADDED,
        CHANGED,
        REMOVED
    }

    /** @param path relative to the tree's root, {@code a/b}, in {@code FileNames} encoding */
    public record Difference(String path, Change change) {}

    Listing() {
        out.write(VERSION);
    }

    void add(String path, long mark) {
        byte[] bytes = FileNames.encode(path);
        int shared = Arrays.mismatch(last, bytes);
        shared = shared < 0 ? bytes.length : shared;
        varint(shared);
        varint(bytes.length - shared);
        out.write(bytes, shared, bytes.length - shared);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.write((byte) (mark >>> shift));
        }
        last = bytes;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /**
     * The first differences, in the order of the later listing's walk, removed paths last.
     *
     * @return empty also when one of them is of an unknown version
     */
    public static List<Difference> differences(byte[] before, byte[] after, int limit) {
        List<Difference> found = new ArrayList<>();
        if (!readable(before) || !readable(after)) {
            return found;
        }
        java.util.Map<String, Long> old = new java.util.HashMap<>();
        new Reader(before).forEach(old::put);
        List<String> added = new ArrayList<>();
        new Reader(after).forEach((path, digest) -> {
            Long was = old.remove(path);
            if (was == null) {
                added.add(path);
            } else if (was != digest && found.size() < limit) {
                found.add(new Difference(path, Change.CHANGED));
            }
        });
        added.stream().limit(limit - found.size()).forEach(path -> found.add(new Difference(path, Change.ADDED)));
        old.keySet().stream()
                .sorted()
                .limit(limit - found.size())
                .forEach(path -> found.add(new Difference(path, Change.REMOVED)));
        return found;
    }

    private static boolean readable(byte[] listing) {
        return listing.length > 0 && listing[0] == VERSION;
    }

    /** Takes one entry of a listing. */
    @FunctionalInterface
    private interface Entry {
        void take(String path, long digest);
    }

    /** Reads what {@link #add} wrote. */
    private static final class Reader {
        private final ByteBuffer in;

        Reader(byte[] listing) {
            in = ByteBuffer.wrap(listing, 1, listing.length - 1);
        }

        void forEach(Entry entry) {
            byte[] path = new byte[0];
            while (in.hasRemaining()) {
                int shared = varint();
                path = Arrays.copyOf(path, shared + varint());
                in.get(path, shared, path.length - shared);
                entry.take(FileNames.decode(path), in.getLong());
            }
        }

        private int varint() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get();
                value |= (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
