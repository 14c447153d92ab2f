package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The figures of {@code slipway inspect} against those of {@code waste.py}, which reads the layers' tars by itself, and
 * the files that both see against those that umoci unpacks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectProofTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RANDOM_IMAGES = 150;
    /** Every cause that is documented. */
    private static final List<String> CAUSES = List.of(
            "overwrittenSame",
            "overwrittenChanged",
            "metadataOnly",
            "deleted",
            "leftover",
            "debug",
            "toolchain",
            "duplicate");

    private Path scratch;
    private SlipwayRun slipway;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        scratch = directory;
        slipway = SlipwayRun.on(scratch.resolve("store"));
        for (String script : List.of("images.py", "waste.py")) {
            try (InputStream in = InspectProofTest.class.getResourceAsStream("/inspect/" + script)) {
                Files.write(scratch.resolve(script), in.readAllBytes());
            }
        }
    }

    private void make(String what, Path where, String which) {
        Programs.check("python3", scratch.resolve("images.py").toString(), what, where.toString(), which);
    }

    private JsonNode computed(List<Path> layouts) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("python3", scratch.resolve("waste.py").toString()));
        layouts.forEach(layout -> command.add(layout.toString()));
        return JSON.readTree(Programs.check(command.toArray(String[]::new)));
    }

    /** Bytes and files by cause, kind, layer and the other layer. */
    private static TreeMap<String, String> waste(JsonNode image) {
        TreeMap<String, String> waste = new TreeMap<>();
        for (JsonNode one : image.get("waste")) {
            String other = one.hasNonNull("otherLayer") ? one.get("otherLayer").asText() : "-";
            waste.put(
                    String.join(" ", one.get("cause").asText(), one.get("kind").asText(), "layer")
                            + one.get("layer").asText() + " other " + other,
                    one.get("bytes").asText() + " bytes, " + one.get("files").asText() + " files");
        }
        return waste;
    }

    private static List<String> layers(JsonNode image) {
        List<String> layers = new ArrayList<>();
        image.get("layers").forEach(layer -> layers.add(layer.get("unpackedBytes") + " in " + layer.get("files")));
        return layers;
    }

    private void expectSameFigures(Path layout, JsonNode computed) throws IOException {
        JsonNode inspected = JSON.readTree(
                slipway.succeed("inspect", "--json", layout.toString()).output());
        assertThat(waste(inspected)).as(layout.toString()).isEqualTo(waste(computed));
        assertThat(layers(inspected)).isEqualTo(layers(computed));
        assertThat(inspected.get("unpackedBytes")).isEqualTo(computed.get("unpackedBytes"));
        assertThat(inspected.get("wastedBytes")).isEqualTo(computed.get("wastedBytes"));
        for (String figure : List.of("efficiency", "wastedBytes", "userWastedPercent", "userBytes")) {
            assertThat(inspected.at("/dive/" + figure).asDouble())
                    .as("dive's " + figure + " of " + layout)
                    .isCloseTo(computed.at("/dive/" + figure).asDouble(), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "mixed"})
    void everyCause_hasTheBytesThatTheTarsHave(String compression) throws IOException {
        Path layout = scratch.resolve(compression);
        make("causes", layout, compression);
        JsonNode computed = computed(List.of(layout)).get(0);
        assertThat(computed.get("waste").findValuesAsText("cause")).containsAll(CAUSES);
        expectSameFigures(layout, computed);
    }

    @Test
    void whatTheScriptSees_isWhatUmociUnpacks() throws IOException {
        Path layout = scratch.resolve("for-umoci");
        make("causes", layout, "gzip");
        Path bundle = scratch.resolve("bundle");
        Programs.check("umoci", "unpack", "--rootless", "--image", layout + ":image", bundle.toString());
        JsonNode computed = computed(List.of(layout)).get(0);
        long bytes = 0;
        List<Object> inodes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(bundle.resolve("rootfs"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Object inode = Files.getAttribute(file, "unix:ino", java.nio.file.LinkOption.NOFOLLOW_LINKS);
                if (Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                        && Files.size(file) > 0
                        && !inodes.contains(inode)) {
                    inodes.add(inode);
                    bytes += Files.size(file);
                }
            }
        }
        assertThat(bytes).isEqualTo(computed.get("seenBytes").asLong()).isPositive();
        assertThat(inodes).hasSize(computed.get("seenFiles").asInt());
        for (JsonNode path : computed.get("paths")) {
            assertThat(bundle.resolve("rootfs" + path.asText()))
                    .satisfies(file -> assertThat(Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                            .isTrue());
        }
    }

    @Test
    void imagesToWhichEverythingHappens_haveTheSameFigures() throws IOException {
        Path images = Files.createDirectory(scratch.resolve("random"));
        make("random", images, Integer.toString(RANDOM_IMAGES));
        List<Path> layouts = IntStream.range(0, RANDOM_IMAGES)
                .mapToObj(number -> images.resolve(Integer.toString(number)))
                .toList();
        JsonNode computed = computed(layouts);
        for (int i = 0; i < RANDOM_IMAGES; i++) {
            expectSameFigures(layouts.get(i), computed.get(i));
        }
    }
}
