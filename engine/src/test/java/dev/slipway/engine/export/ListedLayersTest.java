package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solved;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.ImageTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListedLayersTest {
    private static final LayerId BASE = LayerId.of(new DiffId(digest("base")));
    private static final LayerId COPIED = layer("copied");
    private static final LayerId EMPTY = layer("empty");

    /** {@code COPY}, {@code ENV} and a {@code RUN} that changes nothing, over a base of one layer. */
    private final ImageTemplate template = new ImageTemplate(
            new ImageConfig(
                    Platform.parse("linux/amd64"),
                    Optional.empty(),
                    Optional.empty(),
                    ImageConfig.Runtime.EMPTY,
                    List.of(new DiffId(BASE.digest())),
                    List.of()),
            List.of(step("COPY"), new ImageTemplate.HistoryStep(Optional.empty(), "ENV", ""), step("RUN")));

    private final Snapshot result = new Snapshot(List.of(BASE, COPIED));
    private final Solution solution = new Solution(Map.of(
            digest("COPY"), new Solved(result, List.of(COPIED), Optional.empty()),
            digest("RUN"), new Solved(result, List.of(), Optional.empty())));

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static LayerId layer(String name) {
        return LayerId.ofTree(digest(name));
    }

    private static ImageTemplate.HistoryStep step(String name) {
        return new ImageTemplate.HistoryStep(Optional.of(digest(name)), name, "");
    }

    @Test
    void stepThatChangedNothing_isListedAsAsked() {
        ListedLayers with = ListedLayers.of(template, result, solution, () -> List.of(EMPTY));
        ListedLayers without = ListedLayers.of(template, result, solution, List::of);

        assertThat(with.steps()).containsExactly(List.of(COPIED), List.of(), List.of(EMPTY));
        assertThat(with.all()).containsExactly(BASE, COPIED, EMPTY);
        assertThat(without.all()).isEqualTo(result.layers());
    }

    @Test
    void layerThatNoStepExplains_isAFault() {
        Snapshot stray = result.plus(List.of(layer("stray")));

        assertThatThrownBy(() -> ListedLayers.of(template, stray, solution, List::of))
                .isInstanceOf(IllegalStateException.class);
    }
}
