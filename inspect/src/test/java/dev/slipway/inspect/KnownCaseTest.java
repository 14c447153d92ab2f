package dev.slipway.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.inspect.ImageOf.Layer;
import dev.slipway.inspect.budget.Budgets;
import dev.slipway.inspect.budget.Verdict;
import dev.slipway.inspect.report.Inspection;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.source.SourceLine;
import dev.slipway.inspect.waste.Waste;
import dev.slipway.inspect.waste.WasteCause;
import java.util.List;
import java.util.Map;
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

    @Test
    void aDownloadBehindTheWheelWastesNoBytes_whichIsWhyItWasChosen() {
        Layer[][] orders = {{wheel(), kernels()}, {kernels(), wheel()}};
        for (Layer[] order : orders) {
            Inspection image = inspected(
                    "FROM base\nRUN first\nRUN second\n",
                    new ImageOf()
                            .layer("base", new Layer().file("bin/sh", 10, 's'))
                            .layer("RUN /bin/sh -c first # buildkit", order[0])
                            .layer("RUN /bin/sh -c second # buildkit", order[1]));
            assertThat(image.waste()).isEmpty();
        }
    }

    private static Layer wheel() {
        return new Layer().file("usr/lib/python3/dist-packages/engine/engine.py", 50, 'x');
    }

    private static Layer toolchain(boolean withDocumentation) {
        Layer layer = new Layer()
                .file("root/.rustup/toolchains/stable/bin/rustc", 500, 'r')
                .file("root/.rustup/toolchains/stable/lib/libstd.rlib", 700, 's');
        return withDocumentation
                ? layer.file("root/.rustup/toolchains/stable/share/doc/std.html", 9000, 'd')
                        .file("root/.rustup/toolchains/stable/bin/cargo-clippy", 300, 'c')
                : layer;
    }

    @Test
    void rustsDefaultProfile_isOverBudgetAtItsLine_theMinimalOneIsNot() {
        String dockerfile = "FROM base\nRUN sh rustup-init -y\nCOPY app /app\n";
        Budgets budgets = Budgets.parse("rules", "budgets: {maxWaste: {toolchain: 2000}}", Map.of());
        for (boolean withDocumentation : List.of(true, false)) {
            Inspection image = inspected(
                    dockerfile,
                    new ImageOf()
                            .layer("base", new Layer().file("bin/sh", 10, 's'))
                            .layer("RUN /bin/sh -c sh rustup-init -y # buildkit", toolchain(withDocumentation))
                            .layer("COPY app /app # buildkit", new Layer().file("app", 20, 'a')));
            Waste waste = image.waste().getFirst();
            assertThat(waste.kind()).isEqualTo("rust");
            assertThat(image.layers().get(waste.writer()).origin().line().map(SourceLine::line))
                    .hasValue(2);
            assertThat(waste.bytes()).isEqualTo(withDocumentation ? 10_500 : 1200);
            assertThat(Verdict.of(image, budgets).results())
                    .filteredOn(rule -> rule.rule().equals("maxWaste.toolchain"))
                    .singleElement()
                    .extracting(Verdict.Result::passed)
                    .isEqualTo(!withDocumentation);
        }
    }

    /** One chain leaves what it cloned and downloaded in the image; the stages beside each other give only results. */
    @Test
    void aChainOfClones_leavesItsCachesInTheRuntime_stagesLeaveNothing() {
        Inspection before = inspected(
                "FROM base\nCOPY . /workspace/engine\nRUN git clone comm && cd comm && make install\n",
                new ImageOf()
                        .layer("base", new Layer().file("bin/sh", 10, 's'))
                        .layer("COPY . /workspace/engine # buildkit", new Layer().file("workspace/engine/a.py", 5, 'p'))
                        .layer(
                                "RUN /bin/sh -c git clone comm && cd comm && make install # buildkit",
                                new Layer()
                                        .file("comm/.git/objects/pack/one.pack", 4000, 'g')
                                        .file("root/.cache/pip/http/x", 3000, 'h')
                                        .file("usr/lib/libcomm.a", 2000, 'a')
                                        .file("usr/lib/libcomm.so", 1000, 'l')));
        assertThat(before.waste()).extracting(Waste::kind).containsExactly("git", "pip-cache", "static-library");
        assertThat(before.waste())
                .allSatisfy(waste -> assertThat(before.layers()
                                .get(waste.writer())
                                .origin()
                                .line()
                                .map(SourceLine::line))
                        .hasValue(3));
        Inspection after = inspected(
                "FROM base AS comm\nRUN git clone comm && cd comm && make install\nFROM base\n"
                        + "COPY --from=comm /usr/lib/libcomm.so /usr/lib/\nCOPY . /workspace/engine\n",
                new ImageOf()
                        .layer("base", new Layer().file("bin/sh", 10, 's'))
                        .layer(
                                "COPY /usr/lib/libcomm.so /usr/lib/ # buildkit",
                                new Layer().file("usr/lib/libcomm.so", 1000, 'l'))
                        .layer(
                                "COPY . /workspace/engine # buildkit",
                                new Layer().file("workspace/engine/a.py", 5, 'p')));
        assertThat(after.waste()).isEmpty();
    }
}
