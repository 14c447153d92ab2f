package dev.slipway.serve.embedded.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] made = new byte[values.length];
        for (int i = 0; i < made.length; i++) {
            made[i] = (byte) values[i];
        }
        return made;
    }

    @Test
    void character_comesWhenItsLastByteCame() {
        AnswerText text = new AnswerText(List.of());
        assertThat(text.add(bytes(0xF0, 0x9F), true).text()).isEmpty();
        assertThat(text.add(bytes(0x98), true).text()).isEmpty();
        assertThat(text.add(bytes(0x80, 'a'), true).text()).isEqualTo("😀a");
        assertThat(text.end()).isEmpty();
    }

    @Test
    void bytesThatAreNoCharacter_becomeReplacements() {
        AnswerText text = new AnswerText(List.of());
        assertThat(text.add(bytes(0xC3, 'a', 0x80), true).text()).isEqualTo("\uFFFDa\uFFFD");
        // A surrogate's first bytes: no more bytes could make it a character.
        assertThat(text.add(bytes(0xED, 0xA0), true).text()).startsWith("\uFFFD");
        assertThat(text.end()).isEmpty();
        assertThat(text.add(bytes(0xE2, 0x82), true).text()).isEmpty();
        assertThat(text.end()).isEqualTo("\uFFFD");
    }

    @Test
    void stopText_isFoundOverAnyBorders() {
        String whole = "one two stop three";
        for (int border = 0; border <= whole.length(); border++) {
            AnswerText text = new AnswerText(List.of("stop"));
            AnswerText.Released first = text.add(bytes(whole.substring(0, border)), true);
            String told = first.text();
            Optional<String> stop = first.stop();
            if (stop.isEmpty()) {
                AnswerText.Released second = text.add(bytes(whole.substring(border)), true);
                told += second.text();
                stop = second.stop();
            }
            assertThat(told).isEqualTo("one two ");
            assertThat(stop).contains("stop");
        }
    }

    @Test
    void begunStop_isKeptBackUntilItIsNone() {
        AnswerText text = new AnswerText(List.of("aab"));
        assertThat(text.add(bytes("xaa"), true).text()).isEqualTo("x");
        assertThat(text.add(bytes("a"), true).text()).isEqualTo("a");
        assertThat(text.add(bytes("c"), true).text()).isEqualTo("aac");
        assertThat(text.add(bytes("a"), true).text()).isEmpty();
        assertThat(text.end()).isEqualTo("a");
    }

    @Test
    void earlierAndLongerStop_wins() {
        assertThat(new AnswerText(List.of("b", "ab", "abc")).add(bytes("xabcd"), true))
                .isEqualTo(new AnswerText.Released("x", Optional.of("abc")));
    }

    @Test
    void stopText_beforeItCounts_isText() {
        AnswerText text = new AnswerText(List.of("stop"));
        assertThat(text.add(bytes("stop"), false)).isEqualTo(new AnswerText.Released("stop", Optional.empty()));
        assertThat(text.add(bytes("stop"), true).stop()).isPresent();
    }
}
