package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.Limits;
import dev.slipway.image.Platform;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.MemoryRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One image, built here, seen through every place it can be in. */
class InspectCommandTest {
    private static final String DOCKERFILE = """
            FROM scratch AS base
            COPY big /app/big

            FROM base
            ENV A=b
            COPY small /app/big
            COPY big /copy
            """;

    @TempDir
    private static Path scratch;

    private record Ended(int code, String output, String errors) {}

    private static Ended run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(arguments),
                Map.of("SLIPWAY_STORE", scratch.resolve("store").toString(), "PATH", System.getenv("PATH")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @BeforeAll
    static void build() throws IOException {
        Path context = Files.createDirectory(scratch.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
        Files.writeString(context.resolve("big"), "x".repeat(100_000));
        Files.writeString(context.resolve("small"), "y".repeat(1000));
        Ended ended = run(
                "build",
                "--progress=quiet",
                "--layering=as-written",
                "--keep-shadowed",
                "-t=app:1",
                "--output=type=image",
                "--output=type=oci,tar=false,dest=" + scratch.resolve("layout"),
                "--output=type=docker,dest=" + scratch.resolve("app.tar"),
                context.toString());
        assertThat(ended.code()).as(ended.errors()).isZero();
    }

    private static String dockerfile() {
        return scratch.resolve("context/Dockerfile").toString();
    }

    private static void expectTheImage(Ended ended) throws IOException {
        assertThat(ended.code()).as(ended.errors()).isZero();
        JsonNode json = new ObjectMapper().readTree(ended.output());
        assertThat(json.get("unpackedBytes").asLong()).isEqualTo(201_000);
        assertThat(json.get("layers")).hasSize(3);
        JsonNode dive = json.get("dive");
        // /app/big 100,000 + 1,000 with 1,000 the smallest, /copy 100,000.
        assertThat(dive.get("wastedBytes").asLong()).isEqualTo(101_000);
        assertThat(dive.get("efficiency").asDouble()).isEqualTo(101_000 / 201_000.0);
        JsonNode waste = json.get("waste").get(0);
        assertThat(waste.get("cause").asText()).isEqualTo("overwrittenChanged");
        assertThat(waste.get("bytes").asLong()).isEqualTo(100_000);
        assertThat(waste.get("layer").asInt()).isEqualTo(1);
        assertThat(waste.get("otherLayer").asInt()).isEqualTo(2);
    }

    @Test
    void aLayoutDirectory_isRead() throws IOException {
        expectTheImage(run("inspect", "--json", scratch.resolve("layout").toString()));
        expectTheImage(run("inspect", "--json", "oci-layout://" + scratch.resolve("layout")));
    }

    @Test
    void aDockerArchive_isRead() throws IOException {
        expectTheImage(run("inspect", "--json", scratch.resolve("app.tar").toString()));
        expectTheImage(run("inspect", "--json", "docker-archive://" + scratch.resolve("app.tar") + ":app:1"));
    }

    @Test
    void anArchiveOnStandardInput_isRead() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(scratch.resolve("app.tar"))));
        try {
            expectTheImage(run("inspect", "--json", "-"));
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aNameOfTheLocalStore_isRead() throws IOException {
        expectTheImage(run("inspect", "--json", "app:1"));
    }

    @Test
    void anImageOfARegistry_isStreamedAndNotStored() throws IOException {
        try (MemoryRegistry registry = MemoryRegistry.start(MemoryRegistry.Login.NONE)) {
            registry.put(
                    "far/app",
                    "1",
                    OciLayout.open(scratch.resolve("layout"), Limits.DEFAULT)
                            .image("")
                            .resolve(Platform.host()));
            String name = registry.host() + "/far/app:1";
            expectTheImage(run("inspect", "--json", name));
            assertThat(run("image", "ls").output()).doesNotContain("far/app");
        }
    }

    @Test
    void aPersonSeesTablesWithTheLinesOfTheDockerfile() {
        Ended ended = run("inspect", "-f", dockerfile(), "app:1");
        assertThat(ended.code()).as(ended.errors()).isZero();
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.output())
                .contains("efficiency:", "Layers", "overwritten, changed content", "Largest files")
                .containsPattern("#1 \\S*Dockerfile:2 COPY big /app/big")
                .containsPattern("#2 \\S*Dockerfile:6 COPY small /app/big");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app:1", "%s/layout", "%s/app.tar"})
    void withoutADockerfile_theBuildsRecordNamesTheLines(String image) throws IOException {
        Ended ended = run("inspect", image.formatted(scratch));
        assertThat(ended.code()).as(ended.errors()).isZero();
        assertThat(ended.output())
                .containsPattern("#1 Dockerfile:2 COPY big /app/big")
                .containsPattern("#2 Dockerfile:6 COPY small /app/big")
                .containsPattern(" Dockerfile:7 +COPY big /copy");
        JsonNode json = new ObjectMapper()
                .readTree(run("inspect", "--json", image.formatted(scratch)).output());
        assertThat(json.at("/layers/2/line").asInt()).isEqualTo(7);
        assertThat(json.at("/layers/2/dockerfile").asText()).isEqualTo("Dockerfile");
        assertThat(json.at("/waste/0/line").asInt()).isEqualTo(2);
        assertThat(json.at("/waste/0/otherLine").asInt()).isEqualTo(6);
    }

    @Test
    void layersOfABaseThatWasBuiltHere_haveTheLinesOfItsDockerfile() throws IOException {
        Path above = Files.writeString(scratch.resolve("above.Dockerfile"), """
                FROM app:1
                LABEL a=b
                COPY small /more
                """);
        Ended built = run(
                "build",
                "--progress=quiet",
                "-f",
                above.toString(),
                "--output=type=oci,tar=false,dest=" + scratch.resolve("above"),
                scratch.resolve("context").toString());
        assertThat(built.code()).as(built.errors()).isZero();

        JsonNode layers = new ObjectMapper()
                .readTree(run("inspect", "--json", scratch.resolve("above").toString())
                        .output())
                .get("layers");

        assertThat(layers)
                .extracting(layer -> layer.get("dockerfile").asText() + ":"
                        + layer.get("line").asInt())
                .containsExactly("Dockerfile:2", "Dockerfile:6", "Dockerfile:7", above + ":3");
    }

    /** An index of amd64 and arm64, in a layout and in a registry. */
    @Test
    void ofAnIndex_onePlatformIsPickedAndNamed() throws IOException {
        Path index = scratch.resolve("index");
        Path multi = Files.writeString(scratch.resolve("multi.Dockerfile"), """
                FROM scratch AS base-amd64
                COPY big /amd64
                FROM scratch AS base-arm64
                COPY small /arm64
                FROM base-${TARGETARCH}
                """);
        Ended built = run(
                "build",
                "--progress=quiet",
                "-f",
                multi.toString(),
                "--platform=linux/amd64,linux/arm64",
                "--output=type=oci,tar=false,dest=" + index,
                scratch.resolve("context").toString());
        assertThat(built.code()).as(built.errors()).isZero();
        boolean arm = Platform.host().architecture().equals("arm64");
        expectPlatforms(index.toString(), arm);
        try (MemoryRegistry registry = MemoryRegistry.start(MemoryRegistry.Login.NONE)) {
            OciLayout layout = OciLayout.open(index, Limits.DEFAULT);
            List<Descriptor> manifests = new ArrayList<>();
            for (String platform : List.of("linux/amd64", "linux/arm64")) {
                ResolvedImage one = layout.image("").resolve(Platform.parse(platform));
                registry.put("far/multi", one.config().platform().architecture(), one);
                manifests.add(one.descriptor().withPlatform(one.config().platform()));
            }
            registry.put("far/multi", "1", ImageIndex.oci(manifests));
            expectPlatforms(registry.host() + "/far/multi:1", arm);
        }
    }

    private static void expectPlatforms(String image, boolean arm) {
        Ended own = run("inspect", image);
        assertThat(own.code()).as(own.errors()).isZero();
        assertThat(own.output())
                .containsPattern("platform: +linux/" + (arm ? "arm64" : "amd64"))
                .contains(arm ? "/arm64" : "/amd64")
                .contains("multi.Dockerfile:" + (arm ? 4 : 2));
        Ended other = run("inspect", "--platform=linux/" + (arm ? "amd64" : "arm64"), image);
        assertThat(other.output())
                .containsPattern("platform: +linux/" + (arm ? "amd64" : "arm64"))
                .contains("multi.Dockerfile:" + (arm ? 2 : 4));
        Ended absent = run("inspect", "--platform=linux/s390x", image);
        assertThat(absent.code()).isNotZero();
        assertThat(absent.errors()).contains("linux/s390x", "one of linux/amd64, linux/arm64", "--platform");
    }

    @Test
    void anotherStore_knowsNoLines() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Main.run(
                List.of("inspect", "--json", scratch.resolve("layout").toString()),
                Map.of("SLIPWAY_STORE", scratch.resolve("no-store").toString(), "PATH", System.getenv("PATH")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err);
        assertThat(code).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString(StandardCharsets.UTF_8))
                        .at("/layers/0")
                        .has("line"))
                .isFalse();
        assertThat(scratch.resolve("no-store")).doesNotExist();
    }

    @Test
    void aDockerfileThatDoesNotFit_isSaid() throws IOException {
        Path other = Files.writeString(scratch.resolve("other.Dockerfile"), "FROM scratch\nRUN make\n");
        Ended ended = run("inspect", "-f", other.toString(), "app:1");
        assertThat(ended.code()).isZero();
        assertThat(ended.errors()).contains("does not match");
    }

    @Test
    void rulesOfDive_failWithExitCode1() throws IOException {
        Path rules = Files.writeString(scratch.resolve("dive-ci.yaml"), """
                rules:
                  lowestEfficiency: 0.95
                  highestWastedBytes: 20MB
                  highestUserWastedPercent: "disabled"
                budgets:
                  maxWaste:
                    overwrittenChanged: 0
                """);
        Ended ended = run("inspect", "--ci", "--ci-config", rules.toString(), "app:1");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .containsPattern("lowestEfficiency +FAIL")
                .containsPattern("highestWastedBytes +PASS")
                .containsPattern("maxWaste.overwrittenChanged +FAIL");
        assertThat(run("inspect", "--ci", "--lowestEfficiency=0.1", "--highestUserWastedPercent=off", "app:1")
                        .code())
                .isZero();
    }

    @Test
    void twoImages_areCompared() {
        Ended same = run("inspect", "--diff", "app:1", scratch.resolve("layout").toString());
        assertThat(same.code()).as(same.errors()).isZero();
        assertThat(same.output()).contains("Layers: no change", "Directories: no change");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "./nowhere:tag", "--diff app:1", "--platform=linux/s390x app:1"})
    void whatIsNotThere_isSaid(String arguments) {
        String[] words = ("inspect " + arguments).split(" ", -1);
        Ended ended = run(words);
        assertThat(ended.code()).isNotZero();
        assertThat(ended.errors()).doesNotContain("unexpected").contains("error: ");
    }
}
