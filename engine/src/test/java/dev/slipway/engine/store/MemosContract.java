package dev.slipway.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import org.junit.jupiter.api.Test;

/** What every keeper of memos keeps to. */
public abstract class MemosContract {
    private static final Digest KEY = Digest.of(new byte[] {1});

    protected abstract Memos memos();

    @Test
    void memo_isGivenBackAndReplaced() {
        assertThat(memos().find("resolve", KEY)).isEmpty();

        memos().put("resolve", KEY, new byte[] {1, 0, 2});
        assertThat(memos().find("resolve", KEY).orElseThrow()).containsExactly(1, 0, 2);

        memos().put("resolve", KEY, new byte[0]);
        assertThat(memos().find("resolve", KEY).orElseThrow()).isEmpty();
    }

    @Test
    void kinds_areApart() {
        memos().put("resolve", KEY, new byte[] {1});

        assertThat(memos().find("blob", KEY)).isEmpty();
    }

    @Test
    void kindThatIsNoName_isRefused() {
        for (String kind : new String[] {"", "../x", "A", "a/b"}) {
            assertThatThrownBy(() -> memos().put(kind, KEY, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
