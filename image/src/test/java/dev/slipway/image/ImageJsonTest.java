package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImageConfig.Commands;
import dev.slipway.image.ImageConfig.Declared;
import dev.slipway.image.ImageConfig.Healthcheck;
import dev.slipway.image.ImageConfig.History;
import dev.slipway.image.ImageConfig.Runtime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageJsonTest {
    private static final String HEX = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    private static final Digest DIGEST = Digest.parse("sha256:" + HEX);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ImageConfig readConfig(String json) {
        return ImageJson.readConfig(utf8(json), "config", Limits.DEFAULT);
    }

    private static Manifest readManifest(String json) {
        return ImageJson.readManifest(utf8(json), "manifest", MediaType.OCI_MANIFEST, Limits.DEFAULT);
    }

    @Property(tries = 200)
    void config_survivesWritingAndReading(@ForAll("configs") ImageConfig config) {
        byte[] json = ImageJson.write(config);
        ImageConfig back = ImageJson.readConfig(json, "config", Limits.DEFAULT);
        assertThat(back).isEqualTo(config);
        assertThat(ImageJson.write(back)).isEqualTo(json);
    }

    @Property(tries = 100)
    void manifestAndIndex_surviveWritingAndReading(
            @ForAll("descriptors") List<Descriptor> layers, @ForAll Map<String, String> annotations) {
        Descriptor config = Descriptor.of(MediaType.OCI_CONFIG, DIGEST, 2);
        Manifest manifest = new Manifest(MediaType.OCI_MANIFEST, config, layers, annotations);
        assertThat(ImageJson.readManifest(ImageJson.write(manifest), "m", MediaType.OCI_MANIFEST, Limits.DEFAULT))
                .isEqualTo(manifest);
        ImageIndex index = new ImageIndex(MediaType.OCI_INDEX, layers, annotations);
        assertThat(ImageJson.readIndex(ImageJson.write(index), "i", MediaType.OCI_INDEX, Limits.DEFAULT))
                .isEqualTo(index);
    }

    @Test
    void config_isWrittenInCanonicalForm() {
        Runtime runtime = new Runtime(
                "app",
                "/srv",
                "SIGINT",
                List.of("PATH=/bin", "A=<&>"),
                new Commands(
                        Optional.of(List.of("/run")),
                        Optional.of(List.of()),
                        Optional.of(List.of("/bin/bash", "-c")),
                        true),
                Optional.of(new Healthcheck(List.of("CMD", "true"), 5_000_000_000L, 0, 0, 0, 3)),
                new Declared(List.of("80/tcp", "53/udp"), List.of("/data"), Map.of("b", "2", "a", "1")),
                List.of("RUN x"));
        ImageConfig config = new ImageConfig(
                Platform.parse("linux/arm/v7"),
                Optional.of(Instant.parse("2024-05-01T10:00:00.500Z")),
                Optional.of("me"),
                runtime,
                List.of(new DiffId(DIGEST)),
                List.of(
                        new History(Optional.of(Instant.EPOCH), "COPY a b", "", "buildkit", false),
                        new History(Optional.empty(), "CMD", "", "", true)));
        assertThat(new String(ImageJson.write(config), StandardCharsets.UTF_8))
                .isEqualTo("{\"architecture\":\"arm\",\"author\":\"me\",\"config\":{\"User\":\"app\","
                        + "\"ExposedPorts\":{\"53/udp\":{},\"80/tcp\":{}},\"Env\":[\"PATH=/bin\",\"A=<&>\"],"
                        + "\"Entrypoint\":[\"/run\"],\"Volumes\":{\"/data\":{}},\"WorkingDir\":\"/srv\","
                        + "\"Labels\":{\"a\":\"1\",\"b\":\"2\"},\"StopSignal\":\"SIGINT\",\"ArgsEscaped\":true,"
                        + "\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":5000000000,\"Retries\":3},"
                        + "\"OnBuild\":[\"RUN x\"],\"Shell\":[\"/bin/bash\",\"-c\"]},"
                        + "\"created\":\"2024-05-01T10:00:00.5Z\",\"history\":[{\"created\":\"1970-01-01T00:00:00Z\","
                        + "\"created_by\":\"COPY a b\",\"comment\":\"buildkit\"},{\"created_by\":\"CMD\","
                        + "\"empty_layer\":true}],\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                        + DIGEST + "\"]},\"variant\":\"v7\"}");
    }

    @Test
    void dockersNulls_countAsAbsent() {
        ImageConfig config = readConfig("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":null,"
                + "\"OnBuild\":null,\"Labels\":null,\"Entrypoint\":[],\"Hostname\":\"x\"},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":null}}");
        assertThat(config.runtime().lists().cmd()).isEmpty();
        assertThat(config.runtime().lists().entrypoint()).contains(List.of());
        assertThat(config.runtime().onBuild()).isEmpty();
    }

    @Test
    void time_isReadWithAnyOffset() {
        ImageConfig config = readConfig("{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":"
                + "\"2024-05-01T02:30:00.123456789+02:30\",\"rootfs\":{}}");
        assertThat(config.created()).contains(Instant.parse("2024-05-01T00:00:00.123456789Z"));
    }

    @Property
    void time_survivesWritingAndReading(@ForAll("instants") Instant time) {
        assertThat(Rfc3339.parse(Rfc3339.format(time))).isEqualTo(time).isEqualTo(Instant.parse(Rfc3339.format(time)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}x",
                "{\"architecture\":\"amd64\"}",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"os\":\"linux\",\"rootfs\":{}}",
                "{\"architecture\":\"amd64\",\"os\":7,\"rootfs\":{}}",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"sha256:xyz\"]}}",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{},\"created\":\"yesterday\"}",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{},\"history\":[{}]}",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{},\"config\":{\"Env\":[1]}}"
            })
    void brokenConfig_isRefusedByName(String json) {
        assertThatThrownBy(() -> readConfig(json))
                .isInstanceOf(MalformedImageException.class)
                .hasMessageStartingWith("cannot read config: ");
    }

    @Test
    void deepNesting_isRefused() {
        String json = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
        assertThatThrownBy(() -> readConfig(json)).isInstanceOf(MalformedImageException.class);
    }

    @Test
    void oversizedManifest_isRefused() {
        byte[] json = new byte[Limits.DEFAULT.manifestBytes() + 1];
        assertThatThrownBy(() -> ImageJson.readManifest(json, "m", MediaType.OCI_MANIFEST, Limits.DEFAULT))
                .hasMessageContaining("at most 4194304");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":1}",
                "{\"schemaVersion\":2,\"layers\":[]}",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:00\",\"size\":1}}",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:" + HEX + "\",\"size\":-1}}",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:" + HEX + "\"}}",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:" + HEX
                        + "\",\"size\":99999999999999999999}}",
                "{\"schemaVersion\":2,\"manifests\":[],\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:" + HEX
                        + "\",\"size\":1}}"
            })
    void brokenManifest_isRefused(String json) {
        assertThatThrownBy(() -> readManifest(json)).isInstanceOf(MalformedImageException.class);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-60_000_000_000L, 200_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<List<Descriptor>> descriptors() {
        Arbitrary<Optional<Platform>> platforms = Arbitraries.of("linux/amd64", "linux/arm/v6", "windows/amd64")
                .map(Platform::parse)
                .optional();
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(0),
                        platforms,
                        Arbitraries.maps(
                                        Arbitraries.strings().ofMaxLength(9),
                                        Arbitraries.strings().ofMaxLength(9))
                                .ofMaxSize(2))
                .as((size, platform, annotations) ->
                        new Descriptor(MediaType.OCI_LAYER_GZIP, DIGEST, size, platform, annotations))
                .list()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<ImageConfig> configs() {
        Arbitrary<List<String>> texts =
                Arbitraries.strings().ofMaxLength(12).list().ofMaxSize(3);
        Arbitrary<Optional<List<String>>> lists = Arbitraries.strings()
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .optional();
        Arbitrary<String> words = Arbitraries.strings().ofMaxLength(10);
        Arbitrary<Commands> commands = Combinators.combine(lists, lists, lists, Arbitraries.of(true, false))
                .as(Commands::new);
        Arbitrary<Optional<Healthcheck>> checks = Combinators.combine(
                        texts,
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.integers().greaterOrEqual(0))
                .as((test, n, retries) -> new Healthcheck(test, n, n / 2, n / 3, n / 4, retries))
                .optional();
        Arbitrary<Declared> declared = Combinators.combine(
                        texts, texts, Arbitraries.maps(words, words).ofMaxSize(3))
                .as(Declared::new);
        Arbitrary<Runtime> runtimes = Combinators.combine(words, words, words, texts, commands, checks, declared, texts)
                .as(Runtime::new);
        return Combinators.combine(
                        runtimes, instants().optional(), Arbitraries.integers().between(0, 4))
                .as((runtime, created, layers) -> new ImageConfig(
                        Platform.parse("linux/arm/v7"),
                        created,
                        Optional.empty(),
                        runtime,
                        IntStream.range(0, layers)
                                .mapToObj(i -> new DiffId(DIGEST))
                                .toList(),
                        IntStream.range(0, layers)
                                .mapToObj(i -> new History(created, "step " + i, "", "", false))
                                .toList()));
    }
}
