package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code slipway report} of a build, its image and its Dockerfile. */
class ReportCommandTest {
    @TempDir
    private Path work;

    private record Ended(int code, String errors) {}

    private Ended run(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = Main.run(
                List.of(arguments),
                Map.of("SLIPWAY_STORE", work.resolve("store").toString()),
                stream,
                stream);
        return new Ended(code, err.toString(StandardCharsets.UTF_8));
    }

    private Path context() throws IOException {
        Path context = Files.createDirectories(work.resolve("context"));
        Files.writeString(
                context.resolve("Dockerfile"), "FROM scratch AS one\nCOPY a /a\nFROM scratch\nCOPY --from=one /a /b\n");
        Files.writeString(context.resolve("a"), "a".repeat(5000));
        return context;
    }

    /** What is there for readers without scripts. */
    private static String markup(Path page) throws IOException {
        String text = Files.readString(page);
        return text.substring(0, text.indexOf("<script"));
    }

    @Test
    void aBuildItsCausesAndItsImageAreOnOnePage() throws IOException {
        Path context = context();
        Path page = work.resolve("report.html");
        for (String content : List.of("b", "c")) {
            Files.writeString(context.resolve("a"), content.repeat(5000));
            assertThat(run("build", "-t", "app:1", context.toString()).code()).isZero();
        }
        Ended ended = run("report", "-o", page.toString(), "--image", "app:1", "-n", "0", context.toString());
        assertThat(ended.code()).as(ended.errors()).isZero();
        assertThat(markup(page))
                .contains("<h1>app:1</h1>")
                .contains("COPY /a /b (Dockerfile:4)")
                .contains("file a changed")
                .contains("<svg")
                .contains("5.0 kB unpacked")
                .contains("id=\"when\"");
    }

    @Test
    void aContextThatWasNeverBuiltHasNoTimeline() throws IOException {
        Path page = work.resolve("report.html");
        Ended ended = run("report", "-o", page.toString(), context().toString());
        assertThat(ended.code()).as(ended.errors()).isZero();
        assertThat(ended.errors()).contains("no timeline").contains("--build").contains("no history");
        assertThat(markup(page)).doesNotContain("id=\"when\"").contains("id=\"stages\"");
    }

    @Test
    void whatIsNotThereIsSaidAndNothingIsWritten() throws IOException {
        List<List<String>> wrong = List.of(
                List.of("--build", "nowhere", context().toString()),
                List.of("--image", work + "/none.tar", context().toString()),
                List.of(work.resolve("missing").toString()));
        for (List<String> arguments : wrong) {
            List<String> all = new ArrayList<>(List.of("report", "-n", "0", "-o", work + "/no.html"));
            all.addAll(arguments);
            Ended ended = run(all.toArray(String[]::new));
            assertThat(ended.code()).as(ended.errors()).isNotZero();
            assertThat(ended.errors()).containsPattern("error: .*(expected|no such file)");
        }
        assertThat(work.resolve("no.html")).doesNotExist();
    }
}
