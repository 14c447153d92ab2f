package dev.slipway.serve.engine;

import java.util.List;

/**
 * A token's probability at its position.
 *
 * @param id the token, -1 when the engine behind tells only its text
 * @param text the token's text; a piece of a character is shown as the replacement character
 * @param logprob natural logarithm, 0 or less; NaN where there is none (the first token of a prompt)
 * @param top the most probable tokens, the best first, with an empty {@code top} of their own
 * @param asked those of {@link LogprobOptions#ids}, in that order; none where the engine cannot tell
 */
public record TokenLogprob(int id, String text, double logprob, List<TokenLogprob> top, List<TokenLogprob> asked) {
    public TokenLogprob {
        top = List.copyOf(top);
        asked = List.copyOf(asked);
    }

    /** Without any that was asked for by id. */
    public TokenLogprob(int id, String text, double logprob, List<TokenLogprob> top) {
        this(id, text, logprob, top, List.of());
    }
}
