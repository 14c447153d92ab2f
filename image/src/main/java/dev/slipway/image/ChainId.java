package dev.slipway.image;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Digest of a stack of layers (OCI image-spec, config.md, Layer ChainID): the first layer's DiffID, then
 * {@code sha256(parent + " " + diffId)} for each layer above.
 */
public record ChainId(Digest digest) {
    /** The chain of a non-empty stack, bottom layer first. */
    public static ChainId of(List<DiffId> stack) {
        if (stack.isEmpty()) {
            throw new IllegalArgumentException("stack: [] (expected: at least one layer)");
        }
        Digest chain = stack.getFirst().digest();
        for (DiffId layer : stack.subList(1, stack.size())) {
            chain = Digest.of((chain + " " + layer).getBytes(StandardCharsets.US_ASCII));
        }
        return new ChainId(chain);
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
