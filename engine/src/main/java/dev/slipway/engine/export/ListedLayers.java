package dev.slipway.engine.export;

import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solved;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.plan.graph.ImageTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The layers that an image lists, by what they come from.
 *
 * <p>A step that changed nothing adds no layer to the root file system, whatever the layering, so that all ways to layer
 * share what follows it; whether the image lists an empty one for it is decided here.
 *
 * @param base those of the base image, bottom first
 * @param steps one list for each step of the template; empty for what only changes the config
 */
record ListedLayers(List<LayerId> base, List<List<LayerId>> steps) {
    ListedLayers {
        base = List.copyOf(base);
        steps = List.copyOf(steps);
    }

    /** @param unchanged what is listed for a step that changed nothing */
    static ListedLayers of(
            ImageTemplate template, Snapshot result, Solution solution, Supplier<List<LayerId>> unchanged) {
        List<LayerId> base =
                template.config().diffIds().stream().map(LayerId::of).toList();
        List<LayerId> explained = new ArrayList<>(base);
        List<List<LayerId>> steps = new ArrayList<>();
        for (ImageTemplate.HistoryStep step : template.steps()) {
            List<LayerId> added =
                    step.vertex().map(solution::of).map(Solved::added).orElse(List.of());
            explained.addAll(added);
            steps.add(step.vertex().isPresent() && added.isEmpty() ? unchanged.get() : added);
        }
        if (!explained.equals(result.layers())) {
            throw new IllegalStateException("history explains " + explained + " but the image has " + result.layers());
        }
        return new ListedLayers(base, steps);
    }

    /** All, bottom first. */
    List<LayerId> all() {
        List<LayerId> all = new ArrayList<>(base);
        steps.forEach(all::addAll);
        return all;
    }
}
