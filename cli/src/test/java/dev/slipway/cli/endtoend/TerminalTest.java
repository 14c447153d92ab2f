package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Main;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool on a terminal, which {@code script} makes, and interrupted. */
class TerminalTest {
    private static final String MOVES_UP = "\u001b\\[\\d+A";

    @TempDir
    private Path scratch;

    private Path context;

    @BeforeEach
    void prepare() throws IOException {
        context = Files.createDirectory(scratch.resolve("context"));
        Files.copy(Path.of("/bin/busybox"), context.resolve("busybox"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY --chmod=755 busybox /bin/busybox
                SHELL ["/bin/busybox", "sh", "-c"]
                RUN echo from the step; /bin/busybox sleep 0.5
                """);
    }

    private String command(String... arguments) {
        return String.join(
                        " ",
                        "stty cols 80 rows 24; SLIPWAY_STORE=" + scratch.resolve("store"),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "build")
                + " " + String.join(" ", arguments) + " " + context;
    }

    private Programs.Result onTerminal(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(Map.of("TERM", "xterm", "NO_COLOR", ""));
        all.putAll(environment);
        return Programs.run(all, List.of("script", "-qec", command(arguments), "/dev/null"));
    }

    @Test
    void terminal_showsAMovingWindowInColour() {
        Programs.Result result = onTerminal(Map.of());
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .containsPattern(MOVES_UP)
                .contains("\u001b[36m", " => => # from the step", "[+] Building");
    }

    @Test
    void noColor_leavesTheWindowWithoutStyles() {
        String output = onTerminal(Map.of("NO_COLOR", "1")).output();
        assertThat(output).containsPattern(MOVES_UP).doesNotContainPattern("\u001b\\[[0-9;]*m");
    }

    @Test
    void dumbTerminal_getsPlainProgress() {
        assertThat(onTerminal(Map.of("TERM", "dumb")).output()).contains("#1 ").doesNotContain("\u001b");
    }

    @Test
    void archiveToATerminal_isRefused() {
        Programs.Result result = onTerminal(Map.of(), "-o", "-");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .contains("output to a terminal", "expected: dest=FILE")
                .doesNotContain("=> [");
    }

    @Test
    void interrupt_endsTheStepAtOnceAndLeavesNothing() throws Exception {
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY --chmod=755 busybox /bin/busybox
                SHELL ["/bin/busybox", "sh", "-c"]
                RUN trap '' INT TERM; echo from the step; /bin/busybox sleep 7654321
                """);
        Path log = scratch.resolve("log");
        Process build =
                SlipwayRun.on(scratch.resolve("store")).spawn(log, "build", "--progress=plain", context.toString());
        for (int i = 0; i < 600 && !Files.readString(log).contains(" from the step\n"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        long start = System.nanoTime();
        Programs.check("kill", "-INT", Long.toString(build.pid()));
        assertThat(build.waitFor()).isEqualTo(130);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(2000);
        assertThat(Files.readString(log)).contains("CANCELED").endsWith("canceled\n");
        assertThat(Programs.run(Map.of(), List.of("pgrep", "-f", "sleep 7654321"))
                        .output())
                .isEmpty();
        try (var temporary = Files.list(scratch.resolve("store/tmp"))) {
            assertThat(temporary).isEmpty();
        }
    }
}
