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

    private static final String SAYS = "FROM base:1\nENV B=$FROM_BASE C=$ABSENT\n";

    /** {@code base:1} in a store, and the same as a layout. */
    private Map<String, String> store() throws IOException {
        Path made = Files.createDirectories(context.resolve("made"));
        Files.writeString(made.resolve("Dockerfile"), "FROM scratch\nENV FROM_BASE=yes\n");
        Map<String, String> store =
                Map.of("SLIPWAY_STORE", context.resolve("store").toString());
        int code = Main.run(
                List.of(
                        "build",
                        "--progress=quiet",
                        "-t=base:1",
                        "--output=type=image",
                        "--output=type=oci,tar=false,dest=" + context.resolve("layout"),
                        made.toString()),
                store,
                System.out,
                System.err);
        assertThat(code).isZero();
        return store;
    }

    @Test
    void variablesOfABaseThatIsAtHand_areKnown() throws IOException {
        Map<String, String> store = store();
        Map<String, String> none =
                Map.of("SLIPWAY_STORE", context.resolve("none").toString());
        assertThat(check(none, SAYS).output()).doesNotContain("UndefinedVar");
        assertThat(check(store, SAYS).output())
                .contains("\"ABSENT\" is not defined")
                .doesNotContain("\"FROM_BASE\"");
        assertThat(check(none, SAYS, "--build-context=base:1=oci-layout://" + context.resolve("layout"))
                        .output())
                .contains("\"ABSENT\" is not defined")
                .doesNotContain("\"FROM_BASE\"");
        assertThat(context.resolve("none")).doesNotExist();
        assertThat(check(none, SAYS, "--build-context=base:1=oci-layout:///nowhere")
                        .output())
                .doesNotContain("UndefinedVar");
    }

    @Test
    void aLayoutForAnotherPlatform_isFound() throws IOException {
        Path made = Files.createDirectories(context.resolve("made"));
        Files.writeString(made.resolve("Dockerfile"), "FROM scratch\nENV A=b\n");
        Map<String, String> none =
                Map.of("SLIPWAY_STORE", context.resolve("none").toString());
        int code = Main.run(
                List.of(
                        "build",
                        "--progress=quiet",
                        "--platform=linux/s390x",
                        "--output=type=oci,tar=false,dest=" + context.resolve("other"),
                        made.toString()),
                Map.of("SLIPWAY_STORE", context.resolve("store").toString()),
                System.out,
                System.err);
        assertThat(code).isZero();
        assertThat(check(none, "FROM base:1\n", "--build-context=base:1=oci-layout://" + context.resolve("other"))
                        .output())
                .contains("Dockerfile:1:6: warning InvalidBaseImagePlatform: base image \"base:1\" is for linux/s390x");
    }

    @Test
    void buildCheck_resolvesBasesAndSaysWhichCannotBe() throws IOException {
        Map<String, String> store = store();
        Files.writeString(context.resolve("Dockerfile"), SAYS + "FROM localhost:1/absent:1 AS last\nENV A=$WHAT\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] targets = {"", "--target=last", "--target=0"};
        List<Integer> codes = new ArrayList<>();
        for (String target : targets) {
            List<String> all = new ArrayList<>(List.of("build", "--check", context.toString()));
            if (!target.isEmpty()) {
                all.add(1, target);
            }
            codes.add(Main.run(
                    all,
                    store,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8)));
        }
        assertThat(codes).containsExactly(1, 1, 1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"ABSENT\" is not defined here");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("cannot resolve \"localhost:1/absent:1\" of FROM: ")
                .satisfies(text ->
                        assertThat(text.split("cannot resolve \"localhost", -1)).hasSize(3));
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
