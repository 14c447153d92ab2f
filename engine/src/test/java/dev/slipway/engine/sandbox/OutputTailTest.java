package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    private final OutputTail tail = new OutputTail();

    @Test
    void fewLines_areAllThere() {
        add("one\ntwo\n");
        add("thr");
        add("ee");
        assertThat(tail.lines()).containsExactly("one", "two", "three");
    }

    @Test
    void cutLine_isLeftOut() {
        add("x".repeat(20_000) + "\n");
        add("last\n");
        assertThat(tail.lines()).containsExactly("last");
    }

    @Test
    void endlessLine_isShortened() {
        add("y".repeat(100_000));
        assertThat(tail.lines()).singleElement().asString().hasSize(1001).startsWith("yyy");
    }

    private void add(String text) {
        tail.add(text.getBytes(StandardCharsets.UTF_8));
    }
}
