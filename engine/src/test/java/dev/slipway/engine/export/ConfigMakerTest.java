package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solved;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.request.BuildRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigMakerTest {
    private static final Instant BASE = Instant.parse("2023-01-01T00:00:00Z");
    private static final Instant MONDAY = Instant.parse("2024-05-06T10:00:00Z");
    private static final Instant SUNDAY = Instant.parse("2024-05-05T10:00:00Z");

    private final Map<Digest, Solved> results = new HashMap<>();
    private final List<ImageTemplate.HistoryStep> steps = new ArrayList<>();
    private final List<List<LayerId>> listed = new ArrayList<>();
    private final DiffId baseLayer = new DiffId(digest("base"));
    private ImageConfig base = new ImageConfig(
            Platform.parse("linux/amd64"),
            Optional.of(BASE),
            Optional.empty(),
            ImageConfig.Runtime.EMPTY,
            List.of(baseLayer),
            List.of(new ImageConfig.History(Optional.of(BASE), "base", "", "", false)));

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private ConfigMakerTest step(String name, Instant made, String... layers) {
        List<LayerId> added = new ArrayList<>();
        for (String layer : layers) {
            added.add(LayerId.ofTree(digest(layer)));
        }
        results.put(digest(name), new Solved(new Snapshot(added), added, Optional.of(made)));
        listed.add(added);
        steps.add(new ImageTemplate.HistoryStep(Optional.of(digest(name)), name, "buildkit.dockerfile.v0"));
        return this;
    }

    private ConfigMakerTest metadata(String name) {
        listed.add(List.of());
        steps.add(new ImageTemplate.HistoryStep(Optional.empty(), name, ""));
        return this;
    }

    private ImageConfig make(BuildRequest.ImageSettings settings) {
        ListedLayers all =
                new ListedLayers(base.diffIds().stream().map(LayerId::of).toList(), listed);
        List<LayerImages> layers = all.all().stream()
                .map(id -> new LayerImage(
                        id, new DiffId(id.digest()), Descriptor.of(MediaType.OCI_LAYER_GZIP, id.digest(), 1), false))
                .map(image -> new LayerImages(List.of(image), List.of()))
                .toList();
        return new ConfigMaker(new Solution(results), settings).config(new ImageTemplate(base, steps), all, layers);
    }

    private static List<String> told(ImageConfig config) {
        return config.history().stream()
                .map(h -> h.createdBy() + (h.emptyLayer() ? " (empty)" : "") + " "
                        + h.created().map(Instant::toString).orElse("-"))
                .toList();
    }

    @Test
    void history_hasOneEntryALayerAndEmptyOnesForTheRest() {
        step("RUN a", SUNDAY, "l1")
                .metadata("ENV x=y")
                .step("COPY b", MONDAY, "l2", "l3")
                .step("RUN true", SUNDAY);

        ImageConfig config = make(BuildRequest.ImageSettings.NONE);

        assertThat(told(config))
                .containsExactly(
                        "base " + BASE,
                        "RUN a " + SUNDAY,
                        "ENV x=y (empty) " + SUNDAY,
                        "COPY b " + MONDAY,
                        "COPY b " + MONDAY,
                        "RUN true (empty) " + SUNDAY);
        assertThat(config.diffIds()).hasSize(4).startsWith(baseLayer);
        assertThat(config.created()).contains(MONDAY);
    }

    @Test
    void epoch_isEveryTimeOfThisBuildButNotOfTheBase() {
        Instant epoch = Instant.ofEpochSecond(1_700_000_000);
        step("RUN a", SUNDAY, "l1").metadata("CMD");

        ImageConfig config = make(new BuildRequest.ImageSettings(List.of(), Map.of(), Map.of(), Optional.of(epoch)));

        assertThat(told(config)).containsExactly("base " + BASE, "RUN a " + epoch, "CMD (empty) " + epoch);
        assertThat(config.created()).contains(epoch);
    }

    @Test
    void baseWithoutHistory_getsOneEntryALayer() {
        base = new ImageConfig(
                base.platform(), Optional.empty(), Optional.empty(), base.runtime(), List.of(baseLayer), List.of());
        step("RUN a", MONDAY, "l1");

        ImageConfig config = make(BuildRequest.ImageSettings.NONE);

        assertThat(told(config)).containsExactly(" -", "RUN a " + MONDAY);
    }

    @Test
    void baseWithMoreHistoryThanLayers_losesIt() {
        ImageConfig.History entry = base.history().getFirst();
        base = new ImageConfig(
                base.platform(),
                base.created(),
                Optional.empty(),
                base.runtime(),
                base.diffIds(),
                List.of(entry, entry));

        assertThat(make(BuildRequest.ImageSettings.NONE).history()).hasSize(1);
    }

    @Test
    void onlyMetadataOverNothing_hasNoTime() {
        base = ImageConfig.scratch(base.platform());
        metadata("LABEL a=b");

        ImageConfig config = make(BuildRequest.ImageSettings.NONE);

        assertThat(config.created()).isEmpty();
        assertThat(told(config)).containsExactly("LABEL a=b (empty) -");
    }

    @Test
    void labels_areAddedToTheImagesOwn() {
        ImageConfig config =
                make(new BuildRequest.ImageSettings(List.of(), Map.of("team", "infra"), Map.of(), Optional.empty()));

        assertThat(config.runtime().sets().labels()).isEqualTo(Map.of("team", "infra"));
    }
}
