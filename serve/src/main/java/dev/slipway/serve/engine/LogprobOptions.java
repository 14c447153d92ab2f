package dev.slipway.serve.engine;

/**
 * Which logarithms of probabilities a caller wants (natural logarithm).
 *
 * @param wanted whether at all
 * @param top how many of the most probable tokens to tell at each position besides the chosen one, 0 to 20
 * @param promptStart the first prompt position to tell them for, -1 for none of the prompt
 * @param withText whether each token's text is told too
 */
public record LogprobOptions(boolean wanted, int top, int promptStart, boolean withText) {
    public static final LogprobOptions NONE = new LogprobOptions(false, 0, -1, false);

    public LogprobOptions {
        if (top < 0 || top > 20) {
            throw ServeException.invalid("top_logprobs_num: " + top + " (expected: 0 to 20)");
        }
        if (promptStart < -1) {
            throw ServeException.invalid("logprob_start_len: " + promptStart + " (expected: -1 or more)");
        }
    }
}
