package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.differential.LocalRegistry;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pushes to the distribution's own registry program; its log says what was asked of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** {@code me}, {@code s3cret-word}. */
    private static final String LOGIN = "me:$2y$05$abcdefghijklmnopqrstuuEpHRRKIlpAGo.iP7Bpa.htQEJMAAnRe";

    private Path scratch;
    private LocalRegistry registry;
    private SlipwayRun slipway;

    @BeforeAll
    void start() throws Exception {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "push");
        registry = LocalRegistry.start(Files.createDirectories(scratch.resolve("registry")));
        slipway = SlipwayRun.on(scratch.resolve("store"));
    }

    @AfterAll
    void stop() {
        registry.close();
        Programs.check("rm", "-rf", scratch.toString());
    }

    private String context(String name, String dockerfile, String... files) throws IOException {
        Path context = Files.createDirectories(scratch.resolve("contexts").resolve(name));
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        for (String file : files) {
            byte[] noise = new byte[2_000_000];
            new Random(file.hashCode()).nextBytes(noise);
            Files.write(context.resolve(file), noise);
        }
        return context.toString();
    }

    private JsonNode inspected(String name, String... options) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("skopeo", "inspect", "--tls-verify=false"));
        command.addAll(List.of(options));
        command.add("docker://" + registry.name(name));
        return JSON.readTree(Programs.check(command.toArray(String[]::new)));
    }

    private List<String> since(int before, String pattern) throws IOException {
        List<String> all = registry.requests();
        return all.subList(before, all.size()).stream()
                .filter(request -> request.matches(pattern))
                .toList();
    }

    @Test
    void pushedImage_isReadByOthers() throws IOException {
        String context = context("read", "FROM scratch\nCOPY a /a\nCOPY b /b\nLABEL kind=test\n", "a", "b");
        Path metadata = scratch.resolve("metadata.json");
        SlipwayRun.Ended ended = slipway.succeed(
                "build",
                "--progress=plain",
                "--push",
                "-t",
                registry.name("read:1"),
                "-t",
                registry.name("read:2"),
                "--metadata-file",
                metadata.toString(),
                context);

        JsonNode told = JSON.readTree(Files.readString(metadata));
        String digest = told.get("containerimage.digest").asText();
        assertThat(told.get("image.name").asText()).isEqualTo(registry.name("read:1") + "," + registry.name("read:2"));
        assertThat(told.at("/containerimage.descriptor/digest").asText()).isEqualTo(digest);
        for (String tag : List.of("read:1", "read:2")) {
            assertThat(inspected(tag).get("Digest").asText()).isEqualTo(digest);
            assertThat(inspected(tag).at("/Labels/kind").asText()).isEqualTo("test");
        }
        assertThat(ended.errors())
                .contains("exporting to registry")
                .containsPattern("pushed " + registry.name("read:1") + "@" + digest
                        + " \\(3 blobs, 3 uploaded with 4.00MB, 0 mounted or there\\)")
                .contains("pushed " + registry.name("read:2") + "@" + digest);
        Programs.check(
                "skopeo",
                "copy",
                "--src-tls-verify=false",
                "docker://" + registry.name("read:1"),
                "oci:" + scratch.resolve("copied"));
        assertThat(slipway.succeed("image", "ls").output()).doesNotContain("read");
    }

    @Test
    void secondPush_uploadsNoBlob() throws IOException {
        String[] push = {
            "build",
            "--progress=plain",
            "--push",
            "-t",
            registry.name("again:1"),
            context("again", "FROM scratch\nCOPY c /c\n", "c")
        };
        slipway.succeed(push);
        int before = registry.requests().size();
        SlipwayRun.Ended again = slipway.succeed(push);
        assertThat(since(before, "(POST|PUT|PATCH) .*/blobs/.*")).isEmpty();
        assertThat(since(before, "PUT .*")).containsExactly("PUT /v2/again/manifests/1");
        assertThat(again.errors()).contains("(2 blobs, 0 uploaded with 0B, 2 mounted or there)");
    }

    @Test
    void changedFile_uploadsOneLayer() throws IOException {
        String dockerfile = "FROM scratch\nCOPY d /d\nCOPY e /e\n";
        String name = registry.name("change:1");
        slipway.succeed("build", "--progress=plain", "--push", "-t", name, context("change", dockerfile, "d", "e"));
        Files.writeString(Path.of(context("change", dockerfile)).resolve("e"), "changed");
        SlipwayRun.Ended ended =
                slipway.succeed("build", "--progress=plain", "--push", "-t", name, context("change", dockerfile));
        // The layer and the config.
        assertThat(ended.errors()).contains("3 blobs, 2 uploaded");
    }

    @Test
    void baseOfAnotherRepository_isMountedAndNeverMoved() throws IOException {
        slipway.succeed(
                "build",
                "--progress=plain",
                "-o",
                "type=image,push=true,name=" + registry.name("team/base:1"),
                context("base", "FROM scratch\nCOPY f /f\n", "f"));
        String layer = inspected("team/base:1").at("/Layers/0").asText();
        int before = registry.requests().size();

        SlipwayRun elsewhere = SlipwayRun.on(scratch.resolve("store-of-another"));
        SlipwayRun.Ended ended = elsewhere.succeed(
                "build",
                "--progress=plain",
                "-o",
                "type=registry,name=" + registry.name("team/app:1"),
                context("derived", "FROM " + registry.name("team/base:1") + "\nCOPY --link g /g\n", "g"));

        String encoded = layer.replace(":", "%3A");
        assertThat(since(before, "POST .*mount=" + encoded + "&from=team%2Fbase"))
                .hasSize(1);
        assertThat(since(before, "(PUT|PATCH) .*" + encoded + ".*")).isEmpty();
        assertThat(since(before, "PUT .*digest=sha256%3A.*")).hasSize(2);
        assertThat(since(before, "GET .*/blobs/" + layer)).isEmpty();
        assertThat(since(before, "GET .*/blobs/sha256:.*"))
                .as("the base's config")
                .isNotEmpty();
        assertThat(ended.errors()).contains("3 blobs, 2 uploaded").contains("1 mounted or there");
        assertThat(inspected("team/app:1").get("Layers")).hasSize(2);
        Programs.check(
                "skopeo",
                "copy",
                "--src-tls-verify=false",
                "docker://" + registry.name("team/app:1"),
                "dir:" + scratch.resolve("mounted"));
        assertThat(slipway.succeed("image", "ls").output()).contains("team/base");
    }

    @Test
    void severalPlatforms_areAnIndex() throws IOException {
        String context = context("platforms", "FROM scratch\nCOPY h /h\n", "h");
        slipway.succeed(
                "build",
                "--progress=plain",
                "--platform=linux/amd64,linux/arm64",
                "-o",
                "type=registry,oci-mediatypes=false,name=" + registry.name("both:1"),
                context);
        JsonNode index = inspected("both:1", "--raw");
        assertThat(index.get("mediaType").asText())
                .isEqualTo("application/vnd.docker.distribution.manifest.list.v2+json");
        assertThat(index.get("manifests")).hasSize(2);
        Programs.check(
                "skopeo",
                "copy",
                "--all",
                "--src-tls-verify=false",
                "docker://" + registry.name("both:1"),
                "dir:" + scratch.resolve("all-platforms"));
    }

    @Test
    void passwordOfTheDockerConfig_isUsed() throws Exception {
        try (LocalRegistry closed =
                LocalRegistry.start(Files.createDirectories(scratch.resolve("closed-registry")), LOGIN)) {
            String[] push = {
                "build",
                "--progress=plain",
                "--push",
                "-t",
                closed.name("app:1"),
                context("login", "FROM scratch\nCOPY i /i\n", "i")
            };
            SlipwayRun.Ended refused = slipway.run(push);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.errors()).contains("answered 401").contains("docker login " + closed.host());

            Path config = Files.createDirectories(scratch.resolve("docker"));
            String auth = Base64.getEncoder().encodeToString("me:s3cret-word".getBytes(StandardCharsets.UTF_8));
            Files.writeString(
                    config.resolve("config.json"),
                    "{\"auths\":{\"" + closed.host() + "\":{\"auth\":\"" + auth + "\"}}}");
            SlipwayRun.Ended pushed =
                    slipway.with("DOCKER_CONFIG", config.toString()).succeed(push);
            assertThat(pushed.errors()).contains("2 blobs, 2 uploaded");
            Programs.check(
                    "skopeo",
                    "inspect",
                    "--tls-verify=false",
                    "--creds=me:s3cret-word",
                    "docker://" + closed.name("app:1"));
        }
    }

    /** Without the cancel it would wait for an answer for a minute, five times. */
    @Test
    void signal_endsAPushThatGetsNoAnswer() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Path log = scratch.resolve("cancelled-log");
            Process process = slipway.spawn(
                    log,
                    "build",
                    "--progress=plain",
                    "--push",
                    "-t",
                    "127.0.0.1:" + mute.getLocalPort() + "/app:1",
                    context("cancel", "FROM scratch\nCOPY k /k\n", "k"));
            for (int i = 0; i < 600 && !Files.readString(log).contains("exporting to registry"); i++) {
                Thread.sleep(100);
            }
            try (Socket asked = mute.accept()) {
                assertThat(asked.isConnected()).isTrue();
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS))
                        .as(Files.readString(log))
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).isNotZero();
            assertThat(Files.readString(log)).contains("canceled");
        }
    }

    @Test
    void registryThatIsNotThere_isReportedWithItsAddress() throws Exception {
        String gone;
        try (LocalRegistry short_ = LocalRegistry.start(Files.createDirectories(scratch.resolve("short-lived")))) {
            gone = short_.name("app:1");
        }
        SlipwayRun.Ended ended = slipway.run(
                "build", "--progress=plain", "--push", "-t", gone, context("gone", "FROM scratch\nCOPY j /j\n", "j"));
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.errors())
                .contains("cannot reach http://" + gone.split("/")[0])
                .contains("hint:");
    }
}
