package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.constraint.Grammar;
import java.util.Arrays;
import java.util.Optional;

/**
 * A prompt in the model's tokens.
 *
 * @param tokens all of them; not to be changed
 * @param generatedBefore how many at the end are of an answer that goes on
 * @param grammar what the answer must look like
 */
record PreparedPrompt(int[] tokens, int generatedBefore, Optional<Grammar> grammar) {
    /** The prompt proper. */
    int[] first() {
        return Arrays.copyOf(tokens, tokens.length - generatedBefore);
    }

    int[] generated() {
        return Arrays.copyOfRange(tokens, tokens.length - generatedBefore, tokens.length);
    }
}
