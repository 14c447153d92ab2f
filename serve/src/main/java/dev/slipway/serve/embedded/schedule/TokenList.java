package dev.slipway.serve.embedded.schedule;

import java.util.Arrays;

/** Tokens in order, growing at the end. */
public final class TokenList {
    private int[] tokens;
    private int size;

    public TokenList(int[] tokens) {
        this.tokens = tokens.clone();
        size = tokens.length;
    }

    public int size() {
        return size;
    }

    public int get(int at) {
        return tokens[at];
    }

    public void add(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(16, size * 2));
        }
        tokens[size++] = token;
    }

    /** How many of the first tokens are the same. */
    int common(TokenList other) {
        int most = Math.min(size, other.size);
        int mismatch = Arrays.mismatch(tokens, 0, most, other.tokens, 0, most);
        return mismatch < 0 ? most : mismatch;
    }

    void truncate(int length) {
        size = Math.min(size, length);
    }
}
