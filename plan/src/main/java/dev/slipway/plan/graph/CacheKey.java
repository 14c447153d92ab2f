package dev.slipway.plan.graph;

import dev.slipway.image.Digest;
import java.util.List;

/**
 * What a step's result depends on (K1), with the parts kept so that a miss can be explained. Version 1: the digest
 * is {@link CanonicalForm} {@code ("cache-key", 1)} of the parts' kinds, labels and digests in order.
 */
public record CacheKey(Digest digest, List<KeyPart> parts) {
    public CacheKey {
        parts = List.copyOf(parts);
    }

    public static CacheKey of(List<KeyPart> parts) {
        CanonicalForm form = new CanonicalForm("cache-key", 1).number(parts.size());
        for (KeyPart part : parts) {
            form.text(part.kind().name()).text(part.label()).text(part.digest().toString());
        }
        return new CacheKey(form.digest(), parts);
    }

    /**
     * @param label which one: input number and name, context path; never a secret's value
     */
    public record KeyPart(Kind kind, String label, Digest digest) {}

    /** What kind of thing a part is. */
    public enum Kind {
        /** The op's own form: instruction text, environment, mounts. */
        OP,
        /** The output digest of an input, as a whole. */
        INPUT,
        /** The selected entries of an input or context. */
        CONTENT,
        /** Which layers of an input the selected entries come from, where the result keeps them apart. */
        LAYERS,
        /** What a name was resolved to: image, commit, URL. */
        SOURCE
    }
}
