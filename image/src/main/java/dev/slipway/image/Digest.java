package dev.slipway.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A content digest {@code sha256:<64 hex>} (OCI image-spec, descriptor.md, Digests). {@code sha512} is read too. Kept as
 * bytes: a build handles one for each file, and prints few of them.
 */
public final class Digest implements Comparable<Digest> {
    public static final String SHA256 = "sha256";
    public static final String SHA512 = "sha512";

    private static final int PIECE_BYTES = 16 * 1024;
    private static final HexFormat HEX = HexFormat.of();

    private final String algorithm;
    private final byte[] value;
    /** Made when it is asked for; two threads may make it twice. */
    private @Nullable String hex;

    private Digest(String algorithm, byte[] value) {
        this.algorithm = algorithm;
        this.value = value;
    }

    /**
     * @param algorithm {@code sha256} or {@code sha512}
     * @param hex lower-case hexadecimal; throws IllegalArgumentException when it is not of the algorithm's length
     */
    public static Digest of(String algorithm, String hex) {
        boolean known = algorithm.equals(SHA256) || algorithm.equals(SHA512);
        if (!known || hex.length() != (algorithm.equals(SHA256) ? 64 : 128) || !isLowerHex(hex)) {
            throw new IllegalArgumentException(
                    "digest: \"" + algorithm + ":" + hex + "\" (expected: sha256:<64 hex> or sha512:<128 hex>)");
        }
        Digest digest = new Digest(algorithm, HEX.parseHex(hex));
        digest.hex = hex;
        return digest;
    }

    /** Reads {@code algorithm:hex}; throws IllegalArgumentException when it is not a digest. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("digest: \"" + text + "\" (expected: sha256:<64 hex>)");
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The sha256 of these bytes. */
    public static Digest of(byte[] bytes) {
        return finish(sha256().digest(bytes));
    }

    /** A fresh sha256; every JDK has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /**
     * Adds bytes in pieces of 16 KiB: Java's compiler replaces the loop over a piece by one that keeps its state in
     * registers only once the call was made some thousand times.
     */
    public static void update(MessageDigest hash, byte[] bytes, int offset, int length) {
        for (int done = 0; done < length; done += PIECE_BYTES) {
            hash.update(bytes, offset + done, Math.min(PIECE_BYTES, length - done));
        }
    }

    /** Wraps a finished sha256, 32 bytes. */
    public static Digest finish(byte[] sha256) {
        if (sha256.length != 32) {
            throw new IllegalArgumentException("sha256: " + sha256.length + " bytes (expected: 32)");
        }
        return new Digest(SHA256, sha256.clone());
    }

    /** {@code sha256} or {@code sha512}. */
    public String algorithm() {
        return algorithm;
    }

    /** Lower-case hexadecimal. */
    public String hex() {
        String text = hex;
        if (text == null) {
            text = HEX.formatHex(value);
            hex = text;
        }
        return text;
    }

    /** A copy: 32 bytes of a sha256, 64 of a sha512. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Appends {@link #bytes}. */
    public void writeTo(ByteBuffer buffer) {
        buffer.put(value);
    }

    /** The first 12 hex digits, for people. */
    public String shortHex() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && algorithm.equals(that.algorithm) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        // The first bytes of a cryptographic hash are as good as any hash of it.
        return value[0] << 24 | (value[1] & 0xFF) << 16 | (value[2] & 0xFF) << 8 | value[3] & 0xFF;
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex();
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
