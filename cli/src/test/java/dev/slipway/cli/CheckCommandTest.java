package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code slipway check} as a user sees it. */
class CheckCommandTest {
    @TempDir
    private Path context;

    private record Ended(int code, String output, String errors) {}

    private Ended check(String dockerfile, String... arguments) throws IOException {
        return check(Map.of(), dockerfile, arguments);
    }

    private Ended check(Map<String, String> environment, String dockerfile, String... arguments) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        all.add(context.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                all,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void findingsAreShownWithTheirLines() throws IOException {
        Ended ended = check("FROM x:1\nRUN cd /a\n");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains("Dockerfile:2:5: warning DL3003: ", "   2 | RUN cd /a", "     |     ^^", "\n1 warning\n");
    }

    @Test
    void aCleanFileEndsWell() throws IOException {
        Ended ended = check("FROM x:1\nCOPY a /a\n");
        assertThat(ended.code()).isZero();
        assertThat(ended.output()).isEqualTo("no findings\n");
    }

    @Test
    void theThresholdDecidesTheExitCode() throws IOException {
        String text = "FROM x:1\nRUN ssh a\n";
        assertThat(check(text).code()).isZero();
        assertThat(check(text, "--failure-threshold=info").code()).isEqualTo(1);
        assertThat(check(text, "--error", "DL3001").code()).isEqualTo(1);
        assertThat(check(text, "--error=DL3001", "--failure-threshold=none").code())
                .isZero();
    }

    @Test
    void flagsWinOverFiles() throws IOException {
        Files.writeString(context.resolve(".hadolint.yaml"), "ignored: [DL3003]\n");
        Files.writeString(context.resolve(".slipway.yaml"), "check: {info: [DL3004]}\n");
        String text = "FROM x:1\nRUN cd /a\nCOPY a /a\nRUN sudo b\n";
        assertThat(check(text).output()).contains("info DL3004").doesNotContain("DL3003");
        assertThat(check(text, "--style=DL3003", "--skip=DL3004").output())
                .contains("style DL3003")
                .doesNotContain("DL3004");
    }

    @Test
    void ignoreFilesOfTheContextAreObeyed() throws IOException {
        Files.writeString(context.resolve(".dockerignore"), "a\n");
        assertThat(check("FROM x:1\nCOPY a /a\n").output()).contains("CopyIgnoredFile");
        Files.writeString(context.resolve("Dockerfile.dockerignore"), "b\n");
        assertThat(check("FROM x:1\nCOPY a /a\n").output()).isEqualTo("no findings\n");
    }

    @Test
    void otherFormsLeaveOnlyTheReportOnStandardOutput() throws IOException {
        Ended ended = check("FROM x:1\nRUN cd /a\n", "--format=json");
        assertThat(ended.output()).startsWith("[").contains("\"DL3003\"");
        assertThat(ended.errors()).isEqualTo("1 warning\n");
    }

    @Test
    void whatCannotBeCheckedIsRefused() throws IOException {
        assertThat(check("FROM x:1\nRUNN a\n"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.errors()).contains("Dockerfile:2:1: ", "hint: use \"RUN\""));
        assertThat(check("FROM x:1\n", "--ignore=DL300").errors()).contains("--ignore \"DL300\"");
        assertThat(check("FROM x:1\n", "--failure-threshold=bad").code()).isEqualTo(2);
        assertThat(check("FROM x:1\n", "--format=bad").code()).isEqualTo(2);
        assertThat(check("FROM x:1\n", "-f", "nowhere").errors()).contains("no file \"nowhere\"");
        Files.writeString(context.resolve(".slipway.yaml"), "check: {skipp: []}\n");
        assertThat(check("FROM x:1\n"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.errors()).contains(".slipway.yaml:1:9: ", "use \"skip\""));
    }

    @Test
    void allRulesAreListed() throws IOException {
        Ended ended = check("", "--list-rules");
        assertThat(ended.code()).isZero();
        assertThat(ended.output()).contains("UndefinedVar", "DL3008").containsPattern("DL3057 +hadolint +off");
    }

    /** Prints one comment for the second line of the first script, as {@code --format=json1} has it. */
    @Test
    void shellCheckIsCalledWhereItIsInstalled() throws IOException {
        Path program = context.resolve("shellcheck");
        Files.writeString(
                program,
                "#!/bin/sh\necho '{\"comments\":[{\"file\":\"0.sh\",\"line\":3,\"endLine\":3,\"column\":3,\"endColumn\":5,"
                        + "\"level\":\"info\",\"code\":2086,\"message\":\"quote this\"}]}'\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = Map.of("PATH", context.toString());
        String text = "FROM x:1\nRUN a && \\\n  $b\n";
        assertThat(check(environment, text).output()).contains("Dockerfile:3:3: info SC2086: quote this");
        assertThat(check(environment, text, "--no-shellcheck").output()).isEqualTo("no findings\n");
        assertThat(check(environment, "FROM x:1\n# hadolint ignore=SC2086\nRUN a && \\\n  $b\n")
                        .output())
                .isEqualTo("no findings\n");
        Files.writeString(program, "#!/bin/sh\nexit 3\n");
        assertThat(check(environment, text))
                .satisfies(ended -> assertThat(ended.code()).isZero())
                .satisfies(ended -> assertThat(ended.errors()).contains("note: shellcheck was not run"));
    }

    private static final String FIXABLE = """
            FROM x:1
            # kept as it is
            RUN --mount=type=cache,target=/var/cache/apt true
            # check=skip=UnsafeCacheSharing
            RUN --mount=type=cache,target=/var/cache/apt,sharing=shared true
            """;

    @Test
    void whatIsSafeIsMendedInTheFileAndTheRestStays() throws IOException {
        Ended ended = check(FIXABLE, "--fix");
        assertThat(ended.errors()).contains("mended");
        assertThat(ended.output()).doesNotContain("UnsafeCacheSharing");
        assertThat(Files.readString(context.resolve("Dockerfile")))
                .isEqualTo(FIXABLE.replaceFirst("apt true", "apt,sharing=locked true"));
        assertThat(context).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void withoutFixNothingIsWritten() throws IOException {
        assertThat(check(FIXABLE).output()).contains("UnsafeCacheSharing");
        assertThat(Files.readString(context.resolve("Dockerfile"))).isEqualTo(FIXABLE);
    }

    @Test
    void buildCheckMakesBuildKitsChecksOnly() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM x:1 as Base\nRUN cd /a\n");
        for (String flag : List.of("--check", "--call=check")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
            int code = Main.run(
                    List.of("build", flag, context.toString()),
                    Map.of("SLIPWAY_STORE", context.resolve("other").toString()),
                    stream,
                    stream);
            assertThat(code).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("FromAsCasing")
                    .doesNotContain("DL3003");
        }
    }
}
