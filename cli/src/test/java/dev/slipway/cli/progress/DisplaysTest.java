package dev.slipway.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.Terminal;
import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.CacheOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The three displays, fed with the events of one small build. */
class DisplaysTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Digest BASE = Digest.of("base".getBytes(StandardCharsets.UTF_8));
    private static final Digest STEP = Digest.of("step".getBytes(StandardCharsets.UTF_8));

    private static Instant at(int millis) {
        return START.plusMillis(millis);
    }

    private static BuildEvent log(int millis, String text) {
        return new BuildEvent.VertexLog(
                at(millis), STEP, BuildEvent.Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<BuildEvent> begun() {
        return List.of(
                new BuildEvent.GraphPlanned(
                        at(0),
                        List.of(
                                new BuildEvent.PlannedVertex(
                                        BASE, "[base 1/2] FROM scratch", Optional.of("base"), List.of()),
                                new BuildEvent.PlannedVertex(
                                        STEP, "[base 2/2] RUN make", Optional.of("base"), List.of(BASE)))),
                new BuildEvent.VertexStarted(at(1), BASE, "[base 1/2] FROM scratch"),
                new BuildEvent.VertexCompleted(at(2), BASE, new CacheOutcome.Hit()),
                new BuildEvent.VertexStarted(at(10), STEP, "[base 2/2] RUN make"),
                log(20, "compil"),
                log(30, "ing\nlink"),
                log(40, "ing"));
    }

    private static List<BuildEvent> whole() {
        List<BuildEvent> events = new ArrayList<>(begun());
        events.add(new BuildEvent.VertexCompleted(
                at(1510), STEP, new CacheOutcome.Miss(new CacheOutcome.MissCause.FirstRun())));
        return events;
    }

    private static String shown(
            java.util.function.Function<PrintStream, ProgressDisplay> make, List<BuildEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ProgressDisplay display = make.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
            events.forEach(display::on);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plain_numbersStepsAndJoinsCutLines() {
        assertThat(shown(PlainDisplay::new, whole())).isEqualTo("""
                        #1 [base 1/2] FROM scratch
                        #1 CACHED

                        #2 [base 2/2] RUN make
                        #2 0.020 compiling
                        #2 0.030 linking
                        #2 DONE 1.5s

                        """);
    }

    @Test
    void plain_failureShowsTheMessage() {
        List<BuildEvent> events = new ArrayList<>(begun());
        events.add(new BuildEvent.VertexFailed(at(50), STEP, "exited with 2", false));
        assertThat(shown(PlainDisplay::new, events)).contains("#2 0.030 linking\n#2 ERROR: exited with 2");
    }

    @Test
    void rawjson_givesOneObjectALineWithBuildkitsFields() throws IOException {
        String text = shown(RawJsonDisplay::new, whole());
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines.getFirst().at("/vertexes/1").has("started")).isFalse();
        assertThat(lines.get(1).at("/vertexes/0/started").asText()).isEqualTo(at(1).toString());
        JsonNode cached = lines.get(2).at("/vertexes/0");
        assertThat(cached.get("digest").asText()).isEqualTo(BASE.toString());
        assertThat(cached.get("cached").asBoolean()).isTrue();
        assertThat(lines.get(3).at("/vertexes/0/inputs/0").asText()).isEqualTo(BASE.toString());
        assertThat(lines.get(4).at("/logs/0/data").binaryValue()).isEqualTo("compil".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.get(7).at("/vertexes/0").has("cached")).isFalse();
        assertThat(lines.get(7).at("/vertexes/0/completed").asText()).isEqualTo(at(1510).toString());
    }

    @Test
    void terminal_collapsesEndedStepsAndFitsTheWidth() {
        Clock clock = Clock.fixed(at(2000), ZoneOffset.UTC);
        String text = shown(out -> new TerminalDisplay(out, () -> new Terminal(true, false, 40, 24), clock), whole());
        List<String> lines = text.lines().toList();
        assertThat(lines).contains(" => CACHED [base 1/2] FROM scratch");
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).startsWith(" => [base 2/2] RUN make").endsWith("1.5s"));
        assertThat(lines.getLast()).isEqualTo("[+] Building 2.0s (2/2)");
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
    }

    @Test
    void terminal_keepsNoMoreThanTheLastLinesOfAStep() {
        BuildState state = new BuildState();
        begun().forEach(state::apply);
        for (int i = 0; i < 10_000; i++) {
            state.apply(log(100, "line " + i + "\n"));
        }
        state.apply(log(101, "x".repeat(1_000_000)));
        BuildState.VertexState running = state.in(BuildState.Phase.RUNNING).getFirst();
        assertThat(running.lines.size()).isLessThanOrEqualTo(8);
        assertThat(running.partial.length()).isLessThanOrEqualTo(4096);
    }

    @Test
    void terminal_escapeSequencesOfAStepDoNotReachTheScreen() {
        BuildState state = new BuildState();
        begun().forEach(state::apply);
        state.apply(log(50, "\n\u001b[2J\u001b[1;31mred\u001b[0m \u001b]0;title\u0007text \u001b[3"));
        state.apply(log(51, "8;5mcut\n"));
        assertThat(state.in(BuildState.Phase.RUNNING).getFirst().lines.getLast())
                .isEqualTo("red text cut");
    }

    @Test
    void sizes_areDecimalAsDockerPrintsThem() {
        assertThat(List.of(
                        Sizes.of(0), Sizes.of(999), Sizes.of(1000), Sizes.of(12_345_678), Sizes.of(987_654_321_000L)))
                .containsExactly("0B", "999B", "1.00kB", "12.3MB", "988GB");
    }
}
