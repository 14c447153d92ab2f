package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.engine.export.Exported;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildMetadataTest {
    private static final Digest MANIFEST = Digest.of(new byte[] {1});
    private static final Digest CONFIG = Digest.of(new byte[] {2});
    private static final ExportTarget FILES = new ExportTarget.ToDirectory(Path.of("out"));

    private static BuildResult result(Exported... outputs) {
        BuildRecord record = new BuildRecord(
                "20240501T100000000-00000001",
                Instant.EPOCH,
                Duration.ZERO,
                BuildRecord.Outcome.SUCCEEDED,
                new BuildRecord.Invocation("Dockerfile", ".", "", List.of(), List.of()),
                List.of(),
                List.of());
        return new BuildResult(record, List.of(), List.of(outputs));
    }

    private static Exported image(Optional<Digest> config) {
        Descriptor root = Descriptor.of(MediaType.OCI_MANIFEST, MANIFEST, 506).withAnnotations(Map.of("a", "b"));
        return new Exported(
                FILES,
                Optional.of(new Exported.Image(
                        root, config, List.of("docker.io/library/a:1", "b.example/b:2"), List.of(), List.of())));
    }

    @Test
    void image_isToldAsBuildxDoes() throws IOException {
        JsonNode json = new ObjectMapper().readTree(BuildMetadata.json(result(image(Optional.of(CONFIG)))));

        assertThat(json.get("buildx.build.ref").textValue()).isEqualTo("20240501T100000000-00000001");
        assertThat(json.get("containerimage.config.digest").textValue()).isEqualTo(CONFIG.toString());
        assertThat(json.get("containerimage.digest").textValue()).isEqualTo(MANIFEST.toString());
        assertThat(json.get("containerimage.descriptor").get("size").longValue())
                .isEqualTo(506);
        assertThat(json.get("containerimage.descriptor")
                        .get("annotations")
                        .get("a")
                        .textValue())
                .isEqualTo("b");
        assertThat(json.get("image.name").textValue()).isEqualTo("docker.io/library/a:1,b.example/b:2");
    }

    @Test
    void filesOnly_haveOnlyTheBuildsName() throws IOException {
        JsonNode json = new ObjectMapper().readTree(BuildMetadata.json(result(new Exported(FILES, Optional.empty()))));

        assertThat(json.fieldNames()).toIterable().containsExactly("buildx.build.ref");
    }

    @Test
    void imageId_isTheConfigOrElseTheIndex() {
        assertThat(result(image(Optional.of(CONFIG))).imageId()).contains(CONFIG);
        assertThat(result(image(Optional.empty())).imageId()).contains(MANIFEST);
        assertThat(result().imageId()).isEmpty();
    }
}
