package dev.slipway.engine.store;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;

/**
 * What a layer is known by before and after it has a blob.
 *
 * @param kind what {@code digest} is of
 */
public record LayerId(Kind kind, Digest digest) {
    /** What identifies a layer. */
    public enum Kind {
        /** A layer of a base image: its diffID. */
        DIFF,
        /** A layer made here: the digest of its entries without modification times (K1, K2). */
        TREE
    }

    public static LayerId of(DiffId diffId) {
        return new LayerId(Kind.DIFF, diffId.digest());
    }

    public static LayerId ofTree(Digest content) {
        return new LayerId(Kind.TREE, content);
    }

    /** Reads {@link #toString()}. */
    public static LayerId parse(String text) {
        int dash = text.indexOf('-');
        return new LayerId(
                Kind.valueOf(text.substring(0, dash).toUpperCase(java.util.Locale.ROOT)),
                Digest.parse(text.substring(dash + 1)));
    }

    /** {@code diff-sha256:…} or {@code tree-sha256:…}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + digest;
    }
}
