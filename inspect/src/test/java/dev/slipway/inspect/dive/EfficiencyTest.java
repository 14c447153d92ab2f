package dev.slipway.inspect.dive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand from dive's formulas. */
class EfficiencyTest {
    private static Efficiency of(ImageOf image) {
        return Efficiency.of(image.tree());
    }

    @Test
    void anImageWithoutRepeatedPaths_isFullyEfficient() {
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().file("/a", 100, 'a'))
                .layer("user", new Layer().file("/b", 50, 'b')));
        assertThat(found.score()).isEqualTo(1);
        assertThat(found.wastedBytes()).isZero();
        assertThat(found.userWastedPercent()).isZero();
        assertThat(found.userBytes()).isEqualTo(50);
    }

    @Test
    void anOverwrittenFile_countsWithAllItsSizes() {
        // /a: 100 + 60, smallest 60; /b: 40. Score (60 + 40) / (160 + 40), wasted 160, of 100 user bytes.
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().file("/a", 100, 'a'))
                .layer("user", new Layer().file("/a", 60, 'x').file("/b", 40, 'b')));
        assertThat(found.score()).isEqualTo(0.5);
        assertThat(found.wastedBytes()).isEqualTo(160);
        assertThat(found.userWastedPercent()).isEqualTo(1.6);
        assertThat(found.inefficiencies()).containsExactly(new Efficiency.Inefficiency("/a", 2, 160));
    }

    @Test
    void aDeletedFile_countsItsSizeOnceAndNothingForTheWhiteout() {
        // /a: 100 + 0, smallest 0; /b: 300. Score 300 / 400, wasted 100 of 300.
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().file("/a", 100, 'a'))
                .layer("user", new Layer().whiteout("/a").file("/b", 300, 'b')));
        assertThat(found.score()).isEqualTo(0.75);
        assertThat(found.wastedBytes()).isEqualTo(100);
        assertThat(found.userWastedPercent()).isCloseTo(1 / 3.0, within(1e-9));
    }

    @Test
    void aDeletedDirectory_countsItsContentAsAPathOfItsOwn() {
        // /d/x 70 and /d/y 30, each once; the whiteout of /d counts 100 once: nothing is seen twice.
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().directory("/d").file("/d/x", 70, 'x').file("/d/y", 30, 'y'))
                .layer("user", new Layer().whiteout("/d").file("/b", 10, 'b')));
        assertThat(found.score()).isEqualTo(1);
        assertThat(found.wastedBytes()).isZero();
    }

    @Test
    void aDirectoryDeletedTwice_countsTwice() {
        // /d: 40 and 25, smallest 25; /d/x: 40 + 25, smallest 25. Score 50 / 130, wasted 130, user bytes 25.
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().directory("/d").file("/d/x", 40, 'x'))
                .layer("1", new Layer().whiteout("/d"))
                .layer("2", new Layer().directory("/d").file("/d/x", 25, 'y'))
                .layer("3", new Layer().whiteout("/d")));
        assertThat(found.score()).isCloseTo(50 / 130.0, within(1e-9));
        assertThat(found.wastedBytes()).isEqualTo(130);
        assertThat(found.userWastedPercent()).isEqualTo(5.2);
    }

    @Test
    void anOpaqueMark_hidesNothing() {
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().directory("/d").file("/d/x", 40, 'x'))
                .layer("user", new Layer().directory("/d").opaque("/d").file("/d/y", 10, 'y')));
        assertThat(found.score()).isEqualTo(1);
        assertThat(found.wastedBytes()).isZero();
    }

    @Test
    void aDirectoryIsALeafOnlyWhereItIsEmpty() {
        // /d is a leaf of size 0 in both layers: counted twice, wasting nothing.
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().directory("/d"))
                .layer("user", new Layer().directory("/d").file("/b", 10, 'b')));
        assertThat(found.wastedBytes()).isZero();
        assertThat(found.inefficiencies()).containsExactly(new Efficiency.Inefficiency("/d", 2, 0));
    }

    @Test
    void aWhiteoutOfNothing_countsNothingAndHidesNoOtherEntry() {
        Efficiency found = of(new ImageOf()
                .layer("base", new Layer().file("/a", 10, 'a'))
                .layer("user", new Layer().whiteout("/gone").file("/z", 10, 'z')));
        assertThat(found.score()).isEqualTo(1);
        assertThat(found.userBytes()).isEqualTo(10);
    }
}
