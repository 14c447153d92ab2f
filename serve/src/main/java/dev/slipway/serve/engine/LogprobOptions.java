package dev.slipway.serve.engine;

import java.util.List;

/**
 * Which logarithms of probabilities a caller wants (natural logarithm).
 *
 * @param wanted whether at all
 * @param top how many of the most probable tokens to tell at each position besides the chosen one, 0 to 20
 * @param promptStart the first prompt position to tell them for, -1 for none of the prompt
 * @param withText whether each token's text is told too
 * @param ids tokens to tell them of at each position of the answer, however improbable; a hint, since not every engine can
 */
public record LogprobOptions(boolean wanted, int top, int promptStart, boolean withText, List<Integer> ids) {
    public static final LogprobOptions NONE = new LogprobOptions(false, 0, -1, false);

    public LogprobOptions {
        ids = List.copyOf(ids);
        if (top < 0 || top > 20) {
            throw ServeException.invalid("top_logprobs_num: " + top + " (expected: 0 to 20)");
        }
        if (promptStart < -1) {
            throw ServeException.invalid("logprob_start_len: " + promptStart + " (expected: -1 or more)");
        }
    }

    /** Of no token in particular. */
    public LogprobOptions(boolean wanted, int top, int promptStart, boolean withText) {
        this(wanted, top, promptStart, withText, List.of());
    }
}
