package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.export.Saving;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.ExportTarget;
import dev.slipway.plan.request.LayerRules;
import dev.slipway.plan.request.LayerRules.Layering;
import dev.slipway.plan.request.LayerRules.ShadowedThreshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which layers an image has: those of whole builds, of Dockerfiles without RUN, which need nothing of the machine. */
class LayeringTest {
    private static final LayerRules FINE =
            new LayerRules(Layering.PROVENANCE, 0, 100, Optional.of(ShadowedThreshold.DEFAULT), Optional.empty());

    /** The end mark of a tar and nothing else, as every builder writes it. */
    private static final DiffId EMPTY_TAR = new DiffId(Digest.of(new byte[1024]));

    @TempDir
    Path directory;

    private Path context;

    @BeforeEach
    void writeContext() throws IOException {
        context = Files.createDirectories(directory.resolve("context"));
        Files.writeString(context.resolve("libraries"), "large and rarely changed\n");
        Files.writeString(context.resolve("source"), "small and often changed\n");
        dockerfile("""
                FROM scratch AS builder
                COPY libraries /opt/lib/libraries
                COPY source /opt/src/source

                FROM scratch
                COPY --from=builder /opt /srv/app
                """);
    }

    private void dockerfile(String text) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), text);
    }

    private BuildResult build(LayerRules rules) throws InterruptedException {
        BuildRequest request = new BuildRequest(
                new BuildRequest.Sources(
                        new BuildRequest.DockerfileLocation.InContext("Dockerfile"),
                        Optional.of(new ContextSpec.Directory(context)),
                        Map.of()),
                Optional.empty(),
                Map.of(),
                List.of(),
                BuildRequest.CacheRules.DEFAULT,
                BuildRequest.SandboxRules.DEFAULT,
                new BuildRequest.ImageSettings(List.of(), Map.of(), Map.of(), Optional.empty(), rules),
                List.of(new ExportTarget.ToLayout(
                        new ExportTarget.Destination.ToFile(directory.resolve("out")),
                        false,
                        new ExportTarget.ImageOptions(
                                Compression.GZIP, Optional.empty(), false, false, List.of(), true))));
        try (EmbeddedBuilder builder = EmbeddedBuilder.open(BuilderOptions.of(directory.resolve("store")))) {
            return builder.build(request, BuildListener.NONE);
        }
    }

    private Manifest manifest(BuildResult result) throws IOException {
        Descriptor root = result.outputs().getFirst().image().orElseThrow().root();
        return ImageJson.readManifest(
                OciLayout.open(directory.resolve("out"), Limits.DEFAULT)
                        .blob(root)
                        .readAll(Limits.DEFAULT.manifestBytes()),
                "manifest",
                root.mediaType(),
                Limits.DEFAULT);
    }

    private List<Descriptor> layers(BuildResult result) throws IOException {
        return manifest(result).layers();
    }

    private ImageConfig config(BuildResult result) throws IOException {
        return ImageJson.readConfig(
                OciLayout.open(directory.resolve("out"), Limits.DEFAULT)
                        .blob(manifest(result).config())
                        .readAll(Limits.DEFAULT.manifestBytes()),
                "config",
                Limits.DEFAULT);
    }

    @Test
    void copyFromSeveralLayers_givesOneForEachThatContributes() throws Exception {
        BuildResult result = build(FINE);

        assertThat(layers(result)).hasSize(2);
        assertThat(config(result).history())
                .extracting(ImageConfig.History::createdBy)
                .containsOnly("COPY /opt /srv/app # buildkit")
                .hasSize(2);
    }

    @Test
    void changeInOneSourceLayer_leavesTheOthersBlobsAsTheyAre() throws Exception {
        List<Descriptor> before = layers(build(FINE));
        Files.writeString(context.resolve("source"), "changed\n");

        List<Descriptor> after = layers(build(FINE));

        assertThat(after.getFirst()).isEqualTo(before.getFirst());
        assertThat(after.getLast()).isNotEqualTo(before.getLast());
    }

    @Test
    void contributionsBelowTheMinimum_shareALayer() throws Exception {
        assertThat(layers(build(LayerRules.DEFAULT))).hasSize(1);
    }

    @Test
    void asWritten_givesALayerAnInstruction() throws Exception {
        dockerfile("""
                FROM scratch AS builder
                COPY libraries /opt/lib/libraries
                COPY source /opt/src/source
                FROM scratch
                COPY --from=builder /opt /srv/app
                COPY --link --from=builder /opt /srv/linked
                """);

        assertThat(layers(build(LayerRules.AS_WRITTEN))).hasSize(2);
        assertThat(layers(build(FINE))).hasSize(4);
    }

    @Test
    void asWritten_givesAnEmptyLayerForAnInstructionThatChangedNothing() throws Exception {
        dockerfile("""
                FROM scratch
                COPY source /opt/source
                COPY *.nothing /opt/
                ENV a=b
                WORKDIR /opt
                """);

        ImageConfig usual = config(build(FINE));
        BuildResult result = build(LayerRules.AS_WRITTEN);
        ImageConfig config = config(result);

        assertThat(usual.diffIds()).hasSize(1);
        assertThat(usual.history())
                .extracting(ImageConfig.History::emptyLayer)
                .containsExactly(false, true, true, true);
        assertThat(config.diffIds()).hasSize(3).startsWith(usual.diffIds().getFirst());
        assertThat(config.diffIds().subList(1, 3)).containsOnly(EMPTY_TAR);
        assertThat(config.history())
                .extracting(ImageConfig.History::emptyLayer)
                .containsExactly(false, false, true, false);
        assertThat(layers(result).subList(1, 3)).containsOnly(layers(result).getLast());
    }

    @Test
    void emptyLayers_areNoPartOfWhatStepsGive() throws Exception {
        dockerfile("""
                FROM scratch
                COPY source /opt/source
                WORKDIR /opt
                COPY libraries .
                """);
        build(FINE);

        BuildResult result = build(LayerRules.AS_WRITTEN);

        assertThat(result.record().steps().stream()
                        .filter(step -> step.key().isPresent())
                        .map(step -> step.outcome()))
                .hasSize(3)
                .containsOnly(new CacheOutcome.Hit());
        assertThat(result.snapshots().getFirst().layers()).hasSize(2);
        assertThat(layers(result)).hasSize(3);
    }

    @Test
    void otherRules_areOtherCacheKeysForCopiesFromSeveralLayersOnly() throws Exception {
        build(FINE);
        BuildResult again = build(LayerRules.AS_WRITTEN);

        assertThat(again.record().steps().stream()
                        .filter(step -> step.key().isPresent())
                        .filter(step -> step.outcome() instanceof CacheOutcome.Miss))
                .extracting(step -> step.name())
                .containsExactly("[stage-1 1/1] COPY --from=builder /opt /srv/app");
    }

    @Test
    void sourceLayerThatContributesNothing_makesNoDifference() throws Exception {
        List<Descriptor> before = layers(build(FINE));
        dockerfile("""
                FROM scratch AS builder
                COPY libraries /opt/lib/libraries
                COPY libraries /elsewhere
                COPY source /opt/src/source

                FROM scratch
                COPY --from=builder /opt /srv/app
                """);

        BuildResult result = build(FINE);

        assertThat(layers(result)).isEqualTo(before);
        assertThat(result.record().steps().stream()
                        .filter(step -> step.name().contains("--from=builder"))
                        .map(step -> step.outcome()))
                .containsExactly(new CacheOutcome.Hit());
    }

    @Test
    void hiddenFiles_areLeftOutAndTheirLinesAreTold() throws Exception {
        dockerfile("""
                FROM scratch
                COPY libraries /opt/a
                COPY libraries /opt/b
                COPY source /opt/a
                """);
        LayerRules eager =
                new LayerRules(Layering.PROVENANCE, 0, 100, Optional.of(new ShadowedThreshold(0, 0)), Optional.empty());

        BuildResult kept = build(LayerRules.AS_WRITTEN);
        long keptBytes = layers(kept).getFirst().sizeBytes();
        BuildResult result = build(eager);

        assertThat(result.outputs().getFirst().image().orElseThrow().savings())
                .containsExactly(
                        new Saving(new Saving.Instruction("COPY", 2), new Saving.Instruction("COPY", 4), 25, 0));
        assertThat(layers(result)).hasSize(3);
        assertThat(layers(result).getFirst().sizeBytes()).isLessThan(keptBytes);
        assertThat(layers(result).subList(1, 3)).isEqualTo(layers(kept).subList(1, 3));
    }

    @Test
    void savingBelowTheThreshold_leavesLayersAlone() throws Exception {
        dockerfile("""
                FROM scratch
                COPY libraries /opt/a
                COPY source /opt/a
                """);
        LayerRules rules = new LayerRules(
                Layering.PROVENANCE, 0, 100, Optional.of(new ShadowedThreshold(26, 0)), Optional.empty());

        assertThat(layers(build(rules))).isEqualTo(layers(build(LayerRules.AS_WRITTEN)));
    }

    @Test
    void layerLargerThanTheTarget_isExportedInPieces() throws Exception {
        dockerfile("""
                FROM scratch
                COPY libraries source /opt/
                """);
        LayerRules pieces = new LayerRules(Layering.PROVENANCE, 0, 100, Optional.empty(), Optional.of(24L));

        BuildResult result = build(pieces);

        assertThat(layers(result)).hasSize(2);
        assertThat(config(result).diffIds()).hasSize(2);
        assertThat(config(result).history()).hasSize(2).noneMatch(ImageConfig.History::emptyLayer);
    }
}
