package dev.slipway.plan.graph;

import dev.slipway.image.Digest;
import dev.slipway.image.FileNames;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Optional;

/**
 * Builds the digest of a value from length-prefixed parts, so that no two different values have the same bytes.
 *
 * <p>Version 1: every part is a 4-byte big-endian length and its bytes; a list is its size as a part, then its items; an
 * optional is a list of none or one; a number is 8 bytes big-endian; a flag is one byte 0 or 1.
 */
public final class CanonicalForm {
    private static final int BUFFER = 1024;

    private final MessageDigest hash = Digest.sha256();
    /** What is hashed in one go: parts are small, and each call to the hash has its price. */
    private final ByteBuffer waiting = ByteBuffer.allocate(BUFFER);

    /** Starts a value of this kind and version; both are part of the digest. */
    public CanonicalForm(String kind, int version) {
        text(kind).number(version);
    }

    public CanonicalForm text(String value) {
        return bytes(FileNames.encode(value));
    }

    public CanonicalForm bytes(byte[] value) {
        reserve(Integer.BYTES);
        waiting.putInt(value.length);
        if (value.length > BUFFER) {
            reserve(BUFFER);
            hash.update(value);
        } else {
            reserve(value.length);
            waiting.put(value);
        }
        return this;
    }

    public CanonicalForm number(long value) {
        reserve(Integer.BYTES + Long.BYTES);
        waiting.putInt(Long.BYTES).putLong(value);
        return this;
    }

    public CanonicalForm flag(boolean value) {
        reserve(Integer.BYTES + 1);
        waiting.putInt(1).put((byte) (value ? 1 : 0));
        return this;
    }

    private void reserve(int bytes) {
        if (waiting.remaining() < bytes) {
            hash.update(waiting.array(), 0, waiting.position());
            waiting.clear();
        }
    }

    /** Each item as its {@code toString()}. */
    public CanonicalForm list(Collection<?> items) {
        number(items.size());
        items.forEach(item -> text(item.toString()));
        return this;
    }

    public CanonicalForm optional(Optional<?> value) {
        return list(value.stream().toList());
    }

    /** Ends the value; the object is of no further use. */
    public Digest digest() {
        hash.update(waiting.array(), 0, waiting.position());
        return Digest.finish(hash.digest());
    }
}
