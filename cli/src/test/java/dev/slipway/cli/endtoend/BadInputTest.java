package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.differential.Programs;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What inspect, check, explain, graph and replay say of input that they cannot use: what it is, and nothing else. */
class BadInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private SlipwayRun slipway;
    private Path context;
    private Path layout;

    @BeforeEach
    void start() throws IOException {
        slipway = SlipwayRun.on(directory.resolve("store"));
        context = Files.createDirectory(directory.resolve("context"));
        layout = directory.resolve("layout");
    }

    private void export() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY file /file\n");
        Files.writeString(context.resolve("file"), "some text ".repeat(10_000));
        slipway.succeed("build", "--progress=quiet", "-o", "type=oci,tar=false,dest=" + layout, context.toString());
    }

    private SlipwayRun.Ended expectRefused(String... arguments) {
        SlipwayRun.Ended ended = slipway.run(arguments);
        assertThat(ended.exitCode()).as(ended.all()).isNotZero();
        assertThat(ended.errors()).doesNotContain("unexpected", "\tat ", "Exception");
        assertThat(ended.output()).isEmpty();
        return ended;
    }

    private Path blob(JsonNode descriptor) {
        return layout.resolve("blobs/" + descriptor.get("digest").asText().replace(':', '/'));
    }

    private ObjectNode read(JsonNode descriptor) throws IOException {
        return (ObjectNode) JSON.readTree(blob(descriptor).toFile());
    }

    private JsonNode index() throws IOException {
        return JSON.readTree(layout.resolve("index.json").toFile());
    }

    /** Stores a blob; its descriptor. */
    private ObjectNode put(byte[] bytes, String mediaType) throws IOException {
        Digest digest = Digest.of(bytes);
        Files.write(layout.resolve("blobs/" + digest.toString().replace(':', '/')), bytes);
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", bytes.length);
    }

    /** The image with its layer told to be something else. */
    private void relabel(String mediaType, byte[] bytes) throws IOException {
        ObjectNode manifest = read(index().at("/manifests/0"));
        ((ArrayNode) manifest.get("layers")).set(0, put(bytes, mediaType));
        ObjectNode index = (ObjectNode) index();
        ((ArrayNode) index.get("manifests"))
                .set(0, put(JSON.writeValueAsBytes(manifest), "application/vnd.oci.image.manifest.v1+json"));
        Files.write(layout.resolve("index.json"), JSON.writeValueAsBytes(index));
    }

    @Test
    void aTruncatedLayer_isNamed() throws IOException {
        export();
        JsonNode layer = read(index().at("/manifests/0")).at("/layers/0");
        byte[] whole = Files.readAllBytes(blob(layer));
        Files.write(blob(layer), Arrays.copyOf(whole, whole.length / 2));
        assertThat(expectRefused("inspect", layout.toString()).errors())
                .contains(layer.get("digest").asText().substring(0, 19));
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted, it is encrypted",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, foreign layer",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip, foreign layer",
        "application/vnd.example.disk, its kind is unknown"
    })
    void aLayerOfAnotherKind_isNamedWithIt(String mediaType, String reason) throws IOException {
        export();
        relabel(mediaType, new byte[1024]);
        assertThat(expectRefused("inspect", layout.toString()).errors()).contains("layer 1 sha256:", reason, mediaType);
    }

    @Test
    void aLayerWithAnotherCompression_isNamedWithIt() throws IOException {
        export();
        relabel("application/vnd.oci.image.layer.v1.tar+gzip", new byte[] {'B', 'Z', 'h', '9', 1, 2, 3, 4});
        assertThat(expectRefused("inspect", layout.toString()).errors()).contains("bzip2");
    }

    @Test
    void ofSeveralPlatforms_thisMachinesIsTakenAndNamed() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nARG TARGETARCH\nCOPY ${TARGETARCH} /file\n");
        Files.writeString(context.resolve("amd64"), "a".repeat(100));
        Files.writeString(context.resolve("arm64"), "b".repeat(200));
        slipway.succeed(
                "build",
                "--progress=quiet",
                "--platform=linux/amd64,linux/arm64",
                "-o",
                "type=oci,tar=false,dest=" + layout,
                context.toString());
        String host = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        JsonNode own = JSON.readTree(
                slipway.succeed("inspect", "--json", layout.toString()).output());
        assertThat(own.get("platform").asText()).isEqualTo("linux/" + host);
        JsonNode asked = JSON.readTree(slipway.succeed("inspect", "--json", "--platform=linux/arm64", layout.toString())
                .output());
        assertThat(asked.get("unpackedBytes").asLong()).isEqualTo(200);
        assertThat(slipway.succeed("inspect", layout.toString()).output()).contains("linux/" + host);
        assertThat(expectRefused("inspect", "--platform=linux/s390x", layout.toString())
                        .errors())
                .contains("linux/s390x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "graph", "explain"})
    void aDockerfileThatDoesNotParse_isShownWithItsLine(String command) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM debian:trixie\nRUN true\nCOPPY a /b\n");
        SlipwayRun.Ended ended = command.equals("explain")
                ? expectRefused("explain", context.toString(), "--change", "a")
                : expectRefused(command, context.toString());
        assertThat(ended.errors())
                .contains("Dockerfile:3:1: ", "COPPY", "hint: ")
                .containsIgnoringCase("COPY");
    }

    private void git(Path where, String... arguments) {
        // Git tidies up behind our back, also while the directory is deleted.
        List<String> command = new ArrayList<>(List.of("git", "-C", where.toString(), "-c", "user.name=test"));
        command.addAll(List.of("-c", "user.email=test@example.org", "-c", "gc.auto=0", "-c", "maintenance.auto=false"));
        command.addAll(List.of(arguments));
        Programs.check(command.toArray(String[]::new));
    }

    @Test
    void noRepository_isSaid() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM debian:trixie\nRUN true\n");
        assertThat(expectRefused("replay", context.toString()).errors()).contains("in no git repository", "hint:");
        assertThat(expectRefused("explain", "--since", "HEAD", context.toString())
                        .errors())
                .contains("in no git repository", "hint:");
    }

    @Test
    void aRepositoryWithoutCommits_isSaid() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM debian:trixie\nRUN true\n");
        git(context, "init", "-q");
        assertThat(expectRefused("replay", context.toString()).errors()).contains("commit");
    }

    @Test
    void aShallowHistory_isReplayedAndSaid() throws IOException {
        git(context, "init", "-q");
        for (int i = 0; i < 5; i++) {
            Files.writeString(context.resolve("Dockerfile"), "FROM debian:trixie\nCOPY app /app\n");
            Files.writeString(context.resolve("app"), "version " + i);
            git(context, "add", ".");
            git(context, "commit", "-q", "-m", "change " + i);
        }
        Path clone = directory.resolve("clone");
        git(directory, "clone", "-q", "--depth=3", "file://" + context, clone.toString());
        SlipwayRun.Ended ended = slipway.succeed("replay", clone.toString());
        assertThat(ended.all()).contains("2 commits").contains("shallow");
    }

    @Test
    void aDockerfileThatDoesNotParseInAnOldCommit_isSaidAndPassedOver() throws IOException {
        git(context, "init", "-q");
        for (String copy : new String[] {"COPY", "COPPY", "COPY"}) {
            Files.writeString(context.resolve("Dockerfile"), "FROM debian:trixie\n" + copy + " app /app\n");
            Files.writeString(context.resolve("app"), copy);
            git(context, "add", ".");
            git(context, "commit", "-q", "--allow-empty", "-m", copy);
        }
        assertThat(slipway.succeed("replay", context.toString()).all()).contains("COPPY");
    }
}
