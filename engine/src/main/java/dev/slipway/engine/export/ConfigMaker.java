package dev.slipway.engine.export;

import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solved;
import dev.slipway.image.DiffId;
import dev.slipway.image.ImageConfig;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.request.BuildRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills an image template with what the build gave: diffIDs, history, times, labels (OCI image-spec, config.md).
 *
 * <p>Times never come from the clock: a step's history entry carries the time when the step first ran, an instruction
 * that only changes the config that of the step before it, and {@code created} the latest of all. So an unchanged build
 * makes the identical image. With SOURCE_DATE_EPOCH all of them are the epoch; the base image's history stays as it is.
 */
final class ConfigMaker {
    private final Solution solution;
    private final BuildRequest.ImageSettings settings;

    ConfigMaker(Solution solution, BuildRequest.ImageSettings settings) {
        this.solution = solution;
        this.settings = settings;
    }

    /** @param layers one for each of those listed, bottom first */
    ImageConfig config(ImageTemplate template, ListedLayers listed, List<LayerImages> layers) {
        ImageConfig base = template.config();
        List<ImageConfig.History> history = new ArrayList<>(baseHistory(base));
        int below = listed.base().size();
        Optional<Instant> latest = base.created();
        Optional<Instant> previous = base.created();
        for (int i = 0; i < template.steps().size(); i++) {
            ImageTemplate.HistoryStep step = template.steps().get(i);
            int height = listed.steps().get(i).size();
            Optional<Instant> made = step.vertex().map(solution::of).flatMap(Solved::made);
            previous = made.isPresent() ? made : previous;
            latest = later(latest, made);
            int blobs = layers.subList(below, below + height).stream()
                    .mapToInt(layer -> layer.images().size())
                    .sum();
            below += height;
            Optional<Instant> created = settings.sourceDateEpoch().isPresent() ? settings.sourceDateEpoch() : previous;
            for (int blob = 0; blob < Math.max(1, blobs); blob++) {
                history.add(new ImageConfig.History(created, step.createdBy(), "", step.comment(), blobs == 0));
            }
        }
        List<DiffId> diffIds = layers.stream()
                .flatMap(layer -> layer.images().stream())
                .map(LayerImage::diffId)
                .toList();
        return new ImageConfig(
                base.platform(),
                settings.sourceDateEpoch().isPresent() ? settings.sourceDateEpoch() : latest,
                base.author(),
                labelled(base.runtime()),
                diffIds,
                history);
    }

    private static Optional<Instant> later(Optional<Instant> a, Optional<Instant> b) {
        return a.isPresent() && (b.isEmpty() || a.get().isAfter(b.get())) ? a : b;
    }

    /** The base's history, made to fit its layers: some builders write none, or not one entry a layer. */
    private static List<ImageConfig.History> baseHistory(ImageConfig base) {
        long told = base.history().stream().filter(h -> !h.emptyLayer()).count();
        List<ImageConfig.History> history =
                new ArrayList<>(told > base.diffIds().size() ? List.of() : base.history());
        for (long i = history.isEmpty() ? 0 : told; i < base.diffIds().size(); i++) {
            history.add(new ImageConfig.History(base.created(), "", "", "", false));
        }
        return history;
    }

    private ImageConfig.Runtime labelled(ImageConfig.Runtime runtime) {
        if (settings.labels().isEmpty()) {
            return runtime;
        }
        Map<String, String> labels = new LinkedHashMap<>(runtime.sets().labels());
        labels.putAll(settings.labels());
        ImageConfig.Declared sets = new ImageConfig.Declared(
                runtime.sets().exposedPorts(), runtime.sets().volumes(), labels);
        return new ImageConfig.Runtime(
                runtime.user(),
                runtime.workingDir(),
                runtime.stopSignal(),
                runtime.env(),
                runtime.lists(),
                runtime.healthcheck(),
                sets,
                runtime.onBuild());
    }
}
