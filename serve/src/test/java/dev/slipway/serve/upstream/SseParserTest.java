package dev.slipway.serve.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SseParserTest {
    private static final String STREAM =
            "\uFEFFdata: first\n\n: a comment\r\n\r\nevent: x\r\ndata:two\r\ndata: lines\r\rid: 7\n\n"
                    + "data\n\ndata:  \u00e4\u20ac\ud83d\ude00\n\ndatax: no\nretry: 5\ndata: {\"a\": 1}\r\n\r\n\n\ndata: [DONE]\n\n";
    private static final List<String> EVENTS =
            List.of("first", "two\nlines", "", " \u00e4\u20ac\ud83d\ude00", "{\"a\": 1}", "[DONE]");

    @Test
    void events_areDataOfWholeBlocks() {
        assertThat(parsed(STREAM.getBytes(StandardCharsets.UTF_8))).isEqualTo(EVENTS);
    }

    @Property(tries = 300)
    void piecesCutAnywhere_giveTheSameEvents(@ForAll @Size(max = 40) List<@IntRange(min = 0, max = 140) Integer> cuts) {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        List<Integer> at = new ArrayList<>(cuts);
        at.add(bytes.length);
        at.sort(null);
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : at) {
            pieces.add(Arrays.copyOfRange(bytes, from, Math.min(cut, bytes.length)));
            from = Math.min(cut, bytes.length);
        }
        assertThat(parsed(pieces.toArray(byte[][]::new))).isEqualTo(EVENTS);
    }

    @Test
    void endWithoutEmptyLine_givesTheLinesThatAreWhole() {
        assertThat(parsed("data: [DONE]\n".getBytes(StandardCharsets.UTF_8))).containsExactly("[DONE]");
        assertThat(parsed("data: whole\n\ndata: {\"cut".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("whole");
    }

    @Test
    void eventThatIsTooLong_isRefusedBeforeItIsHeld() {
        SseParser parser = new SseParser(1000);
        for (int i = 0; i < 10; i++) {
            parser.feed("data: 0123456789".repeat(6).getBytes(StandardCharsets.UTF_8));
            assertThat(parser.next()).isNull();
        }
        parser.feed(new byte[100]);
        assertThatThrownBy(parser::next)
                .isInstanceOf(SseParser.TooLongException.class)
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void manyLinesOfOneEvent_countTogether() {
        SseParser parser = new SseParser(1000);
        parser.feed("data: 0123456789\n".repeat(200).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(parser::next).isInstanceOf(SseParser.TooLongException.class);
    }

    private static List<String> parsed(byte[]... pieces) {
        SseParser parser = new SseParser(1 << 20);
        List<String> events = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(piece);
            drain(parser, events);
        }
        parser.end();
        drain(parser, events);
        return events;
    }

    private static void drain(SseParser parser, List<String> events) {
        for (byte[] event = parser.next(); event != null; event = parser.next()) {
            events.add(new String(event, StandardCharsets.UTF_8));
        }
    }
}
