package dev.slipway.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.inspect.ImageOf.Layer;
import dev.slipway.inspect.report.Inspection;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.source.SourceLine;
import dev.slipway.inspect.waste.Waste;
import dev.slipway.inspect.waste.WasteCause;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An image whose kernels were downloaded before the wheel that writes the same package again, and one without. */
class KnownCaseTest {
    private static final int KERNELS = 200;
    private static final int KERNEL_BYTES = 1000;

    private static Layer kernels() {
        Layer layer = new Layer();
        for (int i = 0; i < KERNELS; i++) {
            layer.file(
                    "usr/lib/python3/dist-packages/flashinfer_cubin/cubins/" + i, KERNEL_BYTES, (char) ('a' + i % 20));
        }
        return layer;
    }

    private static Inspection inspected(String dockerfile, ImageOf image) {
        LayerOrigins origins =
                LayerOrigins.of(image.config(), Dockerfile.parse("Dockerfile", dockerfile), Optional.empty());
        assertThat(origins.matched()).isTrue();
        return Inspection.of("engine", image.image(), image.tree(), origins);
    }

    @Test
    void theDownloadThatAWheelOverwritesIsNamedWithBothLines() {
        Inspection before = inspected(
                "FROM base\nRUN flashinfer download-cubin\nRUN pip install /dist/*.whl\n",
                new ImageOf()
                        .layer("base", new Layer().file("bin/sh", 10, 's'))
                        .layer("RUN /bin/sh -c flashinfer download-cubin # buildkit", kernels())
                        .layer("RUN /bin/sh -c pip install /dist/*.whl # buildkit", kernels()));
        Waste waste = before.waste().getFirst();
        assertThat(waste.cause()).isEqualTo(WasteCause.OVERWRITTEN_SAME);
        assertThat(waste.bytes()).isEqualTo((long) KERNELS * KERNEL_BYTES);
        assertThat(waste.files()).isEqualTo(KERNELS);
        assertThat(before.layers().get(waste.writer()).origin().line()).hasValue(new SourceLine("Dockerfile", 2));
        assertThat(before.layers().get(waste.other().orElseThrow()).origin().line())
                .hasValue(new SourceLine("Dockerfile", 3));
        assertThat(before.efficiency().score()).isLessThan(0.51);
    }

    @Test
    void oneCopyWastesNothing() {
        Inspection after = inspected(
                "FROM base\nRUN pip install /dist/*.whl\nCOPY --link --from=cubins /cubins /cubins\n",
                new ImageOf()
                        .layer("base", new Layer().file("bin/sh", 10, 's'))
                        .layer("RUN /bin/sh -c pip install /dist/*.whl # buildkit", new Layer().file("opt/x", 10, 'x'))
                        .layer("COPY --link /cubins /cubins # buildkit", kernels()));
        assertThat(after.waste()).allMatch(waste -> waste.bytes() < 100);
        assertThat(after.efficiency().wastedBytes()).isZero();
    }
}
