package dev.slipway.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A content digest {@code sha256:<64 hex>} (OCI image-spec, descriptor.md, Digests). {@code sha512} is read too.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case hexadecimal
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
    public static final String SHA256 = "sha256";
    public static final String SHA512 = "sha512";

    private static final int PIECE_BYTES = 16 * 1024;

    public Digest {
        int expected = hexLength(algorithm);
        if (expected < 0 || hex.length() != expected || !isLowerHex(hex)) {
            throw new IllegalArgumentException(
                    "digest: \"" + algorithm + ":" + hex + "\" (expected: sha256:<64 hex> or sha512:<128 hex>)");
        }
    }

    /** Reads {@code algorithm:hex}; throws IllegalArgumentException when it is not a digest. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("digest: \"" + text + "\" (expected: sha256:<64 hex>)");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
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

    /** Wraps a finished sha256. */
    public static Digest finish(byte[] sha256) {
        return new Digest(SHA256, HexFormat.of().formatHex(sha256));
    }

    /** The first 12 hex digits, for people. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static int hexLength(String algorithm) {
        return switch (algorithm.toLowerCase(Locale.ROOT)) {
            case SHA256 -> 64;
            case SHA512 -> 128;
            default -> -1;
        };
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
