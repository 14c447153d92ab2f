package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.slipway.cli.differential.Programs;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.SglangServiceGrpc;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import dev.slipway.serve.tinymodel.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The image of the recipe {@code slipway-serve}, built here and run as a container: it serves a model until it is told to stop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServeRecipeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROMPT = "The quick";

    private Path scratch;
    private int httpPort;
    private int grpcPort;
    private JsonNode config;
    private RunContainer container;

    @BeforeAll
    void build() throws IOException {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "serve-recipe");
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            httpPort = one.getLocalPort();
            grpcPort = other.getLocalPort();
        }
        Path model = Files.createDirectory(scratch.resolve("model"));
        // Takes a processor for some seconds, as the build does.
        CompletableFuture<Void> trained = CompletableFuture.runAsync(() -> train(model.resolve("tiny.gguf")));
        SlipwayRun slipway = SlipwayRun.on(scratch.resolve("store"));
        String base = GlibcBase.build(slipway, Files.createDirectory(scratch.resolve("base")));
        Path layout = scratch.resolve("image");
        slipway.succeed(
                "recipe",
                "build",
                "slipway-serve",
                "--progress=plain",
                "-p=base_image=base.local/glibc:1",
                "-p=packages=",
                "-p=http_port=" + httpPort,
                "-p=grpc_port=" + grpcPort,
                "--build-context=base.local/glibc:1=" + base,
                "--build-context=slipway=" + PackagedSlipway.in(Files.createDirectory(scratch.resolve("slipway"))),
                "-o",
                "type=oci,tar=false,compression=uncompressed,dest=" + layout);
        config = config(layout);
        trained.join();
        container = RunContainer.start(
                layout,
                "latest",
                scratch,
                Map.of("/model", model),
                // How users hand on options for Java, too: here those that make a short life cheaper.
                Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
    }

    private static void train(Path file) {
        try {
            TinyModel.train(1).write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void remove() throws InterruptedException {
        if (container != null) {
            container.close();
        }
        Programs.check("rm", "-rf", scratch.toString());
    }

    private static JsonNode config(Path layout) throws IOException {
        JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
        JsonNode manifest = blob(layout, index.at("/manifests/0/digest"));
        return blob(layout, manifest.at("/config/digest")).get("config");
    }

    private static JsonNode blob(Path layout, JsonNode digest) throws IOException {
        return JSON.readTree(layout.resolve("blobs")
                .resolve(digest.asText().replace(':', '/'))
                .toFile());
    }

    private List<String> healthcheck() {
        List<String> command = new ArrayList<>();
        config.at("/Healthcheck/Test").forEach(word -> command.add(word.asText()));
        assertThat(command.removeFirst()).isEqualTo("CMD");
        return command;
    }

    @Test
    @Order(1)
    void image_saysHowItIsRun() {
        assertThat(config.get("User").asText()).isEqualTo("10001:10001");
        assertThat(config.get("ExposedPorts").propertyStream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(httpPort + "/tcp", grpcPort + "/tcp");
        assertThat(config.get("StopSignal").asText()).isEqualTo("SIGTERM");
        assertThat(config.get("WorkingDir").asText()).isEqualTo("/model");
        assertThat(config.get("Entrypoint").get(0).asText()).isEqualTo("/opt/java/bin/java");
    }

    @Test
    @Order(2)
    void healthcheck_succeedsOnceTheModelIsServed() throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (container.exec(healthcheck()).exitCode() != 0) {
            assertThat(container.isRunning()).as(container.log()).isTrue();
            assertThat(System.nanoTime()).as(container.log()).isLessThan(end);
            // Each try costs the processor time that the server starts with.
            Thread.sleep(300);
        }
        assertThat(container.exec(healthcheck()).output()).isEmpty();
    }

    @Test
    @Order(3)
    void container_runsWithoutPrivileges() throws IOException {
        assertThat(container
                        .exec(List.of("/bin/busybox", "cat", "/proc/1/status"))
                        .output())
                .containsPattern("Uid:\\s10001\\s10001\\s10001\\s10001")
                .containsPattern("Gid:\\s10001\\s10001\\s10001\\s10001");
        assertThat(container.process().get("args").get(0).asText()).isEqualTo("/opt/java/bin/java");
    }

    @Test
    @Order(4)
    void httpAndGrpc_giveTheSameAnswer() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/generate"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"" + PROMPT
                        + "\", \"sampling_params\": {\"temperature\": 0, \"max_new_tokens\": 16}}"))
                .build();
        HttpResponse<String> answer;
        try (HttpClient client = HttpClient.newHttpClient()) {
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String text = JSON.readTree(answer.body()).get("text").asText();
        assertThat(text).contains("brown fox");
        assertThat(generate(16).next().getText()).isEqualTo(text);
    }

    private Iterator<TextGenerateResponse> generate(int tokens) {
        return GrpcClients.newClient(
                        "gproto+http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + grpcPort + "/",
                        SglangServiceGrpc.SglangServiceBlockingStub.class)
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText(PROMPT)
                        .setStream(tokens > 16)
                        .setSamplingParams(SamplingParams.newBuilder()
                                .setTemperature(0)
                                .setIgnoreEos(true)
                                .setMaxNewTokens(tokens))
                        .build());
    }

    @Test
    @Order(5)
    void stopSignal_letsWhatRunsEnd_andThenTheContainer() throws InterruptedException {
        Iterator<TextGenerateResponse> answer = generate(200);
        answer.next();
        container.signal(config.get("StopSignal").asText());
        TextGenerateResponse last = null;
        while (answer.hasNext()) {
            last = answer.next();
        }
        assertThat(last).isNotNull();
        assertThat(last.getFinished()).isTrue();
        assertThat(last.getMetaInfoMap()).containsEntry("completion_tokens", "200");
        // 128 and SIGTERM's number: the signal ended the process, after all that was to be done.
        assertThat(container.awaitEnd()).isEqualTo(143);
        assertThat(container.log())
                .contains("Picked up JAVA_TOOL_OPTIONS", "ending: no new requests")
                .doesNotContain("Exception");
    }

    @Test
    @Order(6)
    void healthcheck_failsWhenNothingIsServed() {
        assertThat(container.onItsFiles(healthcheck()).exitCode()).isEqualTo(1);
    }
}
