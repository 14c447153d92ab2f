package dev.slipway.serve.embedded.constraint;

import java.util.BitSet;

/** Where one answer is in its grammar. Used by one thread at a time. */
public final class ConstraintState {
    private final Grammar.Cursor cursor;
    private final TokenTrie trie;

    ConstraintState(Grammar.Cursor cursor, TokenTrie trie) {
        this.cursor = cursor;
        this.trie = trie;
    }

    /** Whether the answer may end here. */
    public boolean isComplete() {
        return cursor.isComplete();
    }

    /** Whether the answer can only end here. */
    public boolean mustEnd() {
        return cursor.isComplete() && !cursor.canGoOn();
    }

    /** Tokens that may not follow get negative infinity; an end token may when the answer may end. */
    public void filter(float[] logits) {
        BitSet allowed = cursor.allowed();
        boolean complete = cursor.isComplete();
        for (int token = 0; token < logits.length; token++) {
            if (!allowed.get(token) && !(complete && trie.ends(token))) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    public void take(int token) {
        cursor.take(trie.bytes(token));
    }
}
