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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line accepts and refuses, before anything is built. */
class CommandLineTest {
    @TempDir
    private Path scratch;

    private record Ended(int code, String output, String errors) {}

    private Ended run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(arguments),
                Map.of(
                        "SLIPWAY_STORE",
                        scratch.resolve("store").toString(),
                        "XDG_CACHE_HOME",
                        scratch.resolve("cache").toString(),
                        "PATH",
                        System.getenv("PATH")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ended build(String dockerfile, String... arguments) throws IOException {
        Files.writeString(scratch.resolve("Dockerfile"), dockerfile);
        List<String> all = new ArrayList<>(List.of("build", "--progress=plain"));
        all.addAll(List.of(arguments));
        all.add(scratch.toString());
        return run(all.toArray(String[]::new));
    }

    @Test
    void unknownFlag_isAUsageErrorWithAHint() {
        Ended ended = run("build", "--tga", "x", ".");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.errors()).contains("--tga").contains("hint:").contains("slipway build --help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f=x --file=x --target=x --build-arg=x --build-context=x=. --platform=linux/amd64,linux/arm64",
                "-t=x --tag=x -o=x --output=x --load --push --label=a=b --annotation=a=b --iidfile=x --metadata-file=x",
                "--layering=x --layer-min-size=1 --max-layers=1 --keep-shadowed --shadowed-threshold=1 --layer-size-target=1",
                "--secret=id=x --ssh=x --network=none --allow=x --add-host=a:b --shm-size=1 --ulimit=a=1 --parallel=2",
                "--no-cache --no-cache-filter=a,b --pull --cache-from=x --cache-to=x --progress=plain -q --quiet --call=build",
                "--check --debug -D --builder=x --cgroup-parent=x --policy=x --attest=x --provenance=x --sbom=x"
            })
    void everyFlagOfBuild_isKnown(String flags) {
        for (String flag : flags.split(" ", -1)) {
            Ended ended = run("build", flag);
            assertThat(ended.errors()).as(flag).contains("no build context");
        }
    }

    @Test
    void noContext_saysWhatIsExpected() {
        Ended ended = run("build");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("no build context").contains("expected: PATH");
    }

    @Test
    void missingDockerfile_namesTheFile() {
        Ended ended = run("build", "-f", "nowhere/Dockerfile", scratch.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("\"nowhere/Dockerfile\"").contains("hint:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--debug",
                "--cache-from=type=registry,ref=x",
                "--cache-to=type=inline",
                "--sbom=true",
                "--provenance=mode=max",
                "--attest=type=sbom",
                "--builder=x"
            })
    void whatIsNotThereYet_isRefusedByName(String flag) throws IOException {
        Ended ended = build("FROM scratch\nCOPY Dockerfile /\n", flag);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains(flag.substring(2).split("=")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--push", "--output=type=registry", "--output=type=image,push=true"})
    void pushWithoutATag_isRefusedBeforeTheBuild(String flag) throws IOException {
        Ended ended = build("FROM scratch\nCOPY nowhere /\n", flag);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors())
                .contains("a tag is needed when pushing to a registry")
                .contains("expected: --tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--platform=",
                "--ulimit=nofil=1",
                "--shm-size=lots",
                "--add-host=x",
                "--allow=all",
                "--network=bridge",
                "--annotation=x",
                "--progress=loud",
                "--output=type=oic",
                "--output=type=oci,compression=lz4",
                "--output=type=image,push=perhaps",
                "--output=type=registry,dest=x",
                "--build-arg==x",
                "--layering=as-writen",
                "--layer-min-size=-1",
                "--max-layers=128",
                "--shadowed-threshold=2%",
                "--layer-size-target=1k"
            })
    void badValue_isRefusedWithWhatWasExpected(String flag) throws IOException {
        Ended ended = build("FROM scratch\nCOPY Dockerfile /\n", flag);
        assertThat(ended.code()).isNotZero();
        assertThat(ended.errors()).contains("expected:");
    }

    @Test
    void commandWithoutItsSubcommand_printsItsHelp() {
        for (String[] arguments : new String[][] {{}, {"image"}, {"cache"}, {"build", "record"}}) {
            Ended ended = run(arguments);
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.output()).isEmpty();
            assertThat(ended.errors()).contains("Usage: slipway", "Commands:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tag=Upper/x", "--tag=a@sha256:0", "--output=type=image,name=Upper"})
    void imageName_isCheckedBeforeAnythingRuns(String flag) throws IOException {
        Ended ended = build("FROM scratch\nCOPY Dockerfile /\n", flag);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("expected: [registry/]name[:tag]").doesNotContain("#1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--output=/proc/nowhere/x",
                "--output=type=tar,dest=/proc/nowhere/x",
                "--iidfile=/proc/nowhere/x",
                "--metadata-file=/proc/nowhere/x"
            })
    void unwritableResult_isNamedWithTheReason(String flag) throws IOException {
        Ended ended = build("FROM scratch\nCOPY Dockerfile /\n", flag);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors())
                .contains("/proc/nowhere", "no such file or directory")
                .doesNotContain("unexpected");
    }

    @Test
    void unusableStore_isNamedWithTheReason() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of("image", "ls"),
                Map.of("SLIPWAY_STORE", "/proc/nowhere"),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("cannot open the store \"/proc/nowhere\"", "no such file or directory");
    }

    @Test
    void syntaxError_showsTheLineWithACaretAndASuggestion() throws IOException {
        Ended ended = build("FROM scratch\nCOPPY a b\n");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors())
                .contains("Dockerfile:2:1")
                .contains("COPPY a b")
                .contains("^")
                .contains("COPY");
    }

    @Test
    void missingCopySource_pointsAtTheSource() throws IOException {
        Ended ended = build("FROM scratch\nCOPY nowhere.txt /\n");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("Dockerfile:2").contains("nowhere.txt");
    }

    @Test
    void quiet_printsOnlyTheImageId() throws IOException {
        Ended ended = build("FROM scratch\nCOPY Dockerfile /\n", "-q");
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.output()).matches("sha256:[0-9a-f]{64}\n");
    }

    @Test
    void iidAndMetadataFiles_areWritten() throws IOException {
        Path iid = scratch.resolve("iid");
        Path metadata = scratch.resolve("metadata.json");
        build("FROM scratch\nCOPY Dockerfile /\n", "--iidfile=" + iid, "--metadata-file=" + metadata, "-t", "a/b:c");
        assertThat(Files.readString(iid)).matches("sha256:[0-9a-f]{64}");
        assertThat(Files.readString(metadata))
                .contains("\"containerimage.digest\"")
                .contains("\"containerimage.config.digest\"")
                .contains("docker.io/a/b:c");
    }

    @Test
    void imageCommands_listTagInspectAndRemove() throws IOException {
        build("FROM scratch\nCOPY Dockerfile /\nLABEL k=v\n", "-t", "first:1");
        assertThat(run("image", "tag", "first:1", "second:2").code()).isZero();
        assertThat(run("image", "ls").output()).contains("first").contains("second");
        assertThat(run("image", "inspect", "second:2").output()).contains("\"k\" : \"v\"");
        assertThat(run("image", "history", "second:2").output()).contains("COPY Dockerfile /");
        assertThat(run("image", "rm", "first:1", "second:2").code()).isZero();
        assertThat(run("image", "ls").output()).doesNotContain("first");
        Ended again = run("image", "rm", "first:1");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.errors()).contains("first:1");
    }

    @Test
    void cacheCommands_showAndFreeSpace() throws IOException {
        build("FROM scratch\nCOPY Dockerfile /\n");
        assertThat(run("cache", "du").output()).contains("layer");
        assertThat(run("cache", "prune", "--all", "--force").code()).isZero();
        Ended rebuilt = build("FROM scratch\nCOPY Dockerfile /\n");
        assertThat(rebuilt.code()).isZero();
        assertThat(rebuilt.errors()).doesNotContain("CACHED [stage");
    }

    @Test
    void outlineAndTargets_printTables() throws IOException {
        String dockerfile =
                "# BASE what to build on\nARG BASE=scratch\nFROM ${BASE} AS one\nFROM one AS two\nARG LEVEL=3\nCOPY Dockerfile /\n";
        assertThat(build(dockerfile, "--call=targets").output()).contains("one").contains("two");
        assertThat(build(dockerfile, "--call=outline").output())
                .contains("LEVEL")
                .contains("3")
                .contains("what to build on");
    }
}
