package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.request.ContextSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Author, config and history of images against those that BuildKit made of the same Dockerfiles; see the README there. */
class PlannerConfigGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/dev/slipway/plan/golden");
    private static final ImageConfig.Runtime BASE = new ImageConfig.Runtime(
            "",
            "/",
            "",
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            new ImageConfig.Commands(Optional.empty(), Optional.of(List.of("bash")), Optional.empty(), true),
            Optional.empty(),
            ImageConfig.Declared.NONE,
            List.of());

    static Stream<String> cases() throws IOException {
        try (Stream<Path> entries = Files.list(CASES)) {
            return entries
                    .filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void image_isThatOfBuildKit(String name) throws IOException {
        Path directory = CASES.resolve(name);
        Plans plans =
                Plans.of(Files.readString(directory.resolve("Dockerfile"))).image("debian:trixie", BASE);
        options(directory).forEach(line -> apply(line, plans));
        JsonNode expected = new ObjectMapper().readTree(Files.readString(directory.resolve("image.json")));
        assertThat(made(plans).toPrettyString()).isEqualTo(sorted(expected).toPrettyString());
    }

    private static Stream<String> options(Path directory) {
        Path file = directory.resolve("options");
        try {
            return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void apply(String line, Plans plans) {
        String option = line.substring(0, line.indexOf(' '));
        String value = line.substring(option.length() + 1);
        int equals = value.indexOf('=');
        switch (option) {
            case "build-arg" -> plans.arg(value.substring(0, equals), value.substring(equals + 1));
            case "label" -> plans.label(value.substring(0, equals), value.substring(equals + 1));
            case "build-context" ->
                plans.context(value.substring(0, equals), ContextSpec.parse(value.substring(equals + 1), CASES));
            case "target" -> plans.target(value);
            default -> throw new IllegalArgumentException("unknown option: " + line);
        }
    }

    /** The image as it is written when every step that may add a layer adds one. */
    private static JsonNode made(Plans plans) throws IOException {
        ImageTemplate template = plans.graph().image();
        ImageConfig image = new ImageConfig(
                Platform.parse("linux/amd64"),
                Optional.empty(),
                template.config().author(),
                template.config().runtime(),
                List.of(),
                template.steps().stream()
                        .map(step -> new ImageConfig.History(
                                Optional.empty(),
                                step.createdBy(),
                                "",
                                "",
                                step.vertex().isEmpty()))
                        .toList());
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(ImageJson.write(image));
        json.remove(List.of("architecture", "os", "rootfs"));
        return sorted(json);
    }

    /** The order of an object's fields says nothing. */
    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = ((ObjectNode) node).objectNode();
            node.properties().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(field -> sorted.set(field.getKey(), sorted(field.getValue())));
            return sorted;
        }
        if (node.isArray()) {
            var array = ((com.fasterxml.jackson.databind.node.ArrayNode) node).arrayNode();
            node.forEach(element -> array.add(sorted(element)));
            return array;
        }
        return node;
    }
}
