package dev.slipway.serve.embedded.schedule;

import dev.slipway.serve.engine.ServeException;

/**
 * Something that needs a sequence of the model: an answer, or a text to make a vector of. Called by the scheduler's thread
 * alone, except that {@link #isGone} may become true at any time.
 */
public interface Work {
    /** What the sequence holds: the prompt, and what was added since. Only ever grows. */
    TokenList tokens();

    /** Whether outputs are vectors instead of logits. */
    boolean embeds();

    /** How many of the first tokens may come from another sequence that has them, and need no output. */
    int reusable();

    /** Whether the output of the token at this position is wanted. */
    boolean wants(int position);

    /** It holds a slot now; {@code cached} of its tokens were there. */
    void begin(int cached);

    /** The output of a token, in the order of positions. The array is reused after the call; it may be changed. */
    void output(int position, float[] values);

    /** Nothing more is to be computed. */
    boolean isDone();

    /** Nobody waits for it any more. */
    boolean isGone();

    /** Whether it can take another output now; asked again after {@link Scheduler#wake}. */
    boolean hasRoom();

    /** It cannot go on; called at most once, and nothing is called after it. */
    void fail(ServeException failure);
}
