package dev.slipway.serve.embedded.schedule;

import org.jspecify.annotations.Nullable;

/** One sequence of the context: what it holds, and for whom. What it holds stays when its work ends, for prompts that begin alike. */
final class Slot {
    final int sequence;
    TokenList held = new TokenList(new int[0]);

    @Nullable
    Work work;
    /** When its last work ended, in works; the lowest is reused first. */
    long released;

    Slot(int sequence) {
        this.sequence = sequence;
    }

    boolean isIdle() {
        return work == null;
    }

    /** Tokens that its work has and the context has not. */
    int pending() {
        return work == null ? 0 : work.tokens().size() - held.size();
    }
}
