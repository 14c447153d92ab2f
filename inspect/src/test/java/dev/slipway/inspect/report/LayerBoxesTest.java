package dev.slipway.inspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import dev.slipway.inspect.source.LayerOrigins;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boxes hold what is below them, and know what of it is wasted. */
class LayerBoxesTest {
    private static List<SizeBox> boxes(ImageOf image) {
        return LayerBoxes.of(image.tree(), image.image(), LayerOrigins.of(image.config()));
    }

    @Test
    void aHiddenFileIsWasteOfItsLayerAndDirectories() {
        List<SizeBox> boxes = boxes(new ImageOf()
                .layer("RUN fill", new Layer().file("opt/a/big", 3000, 'a').file("opt/b", 1000, 'b'))
                .layer("RUN again", new Layer().file("opt/a/big", 2000, 'c')));
        assertThat(boxes).hasSize(2);
        assertThat(boxes.getFirst().name()).isEqualTo("RUN fill");
        assertThat(boxes.getFirst().bytes()).isEqualTo(4000);
        assertThat(boxes.getFirst().wastedBytes()).isEqualTo(3000);
        SizeBox opt = boxes.getFirst().children().getFirst();
        assertThat(opt.name()).isEqualTo("opt");
        assertThat(opt.children()).extracting(SizeBox::name).containsExactly("a", "b");
        assertThat(opt.children()).extracting(SizeBox::wastedBytes).containsExactly(3000L, 0L);
        assertThat(boxes.getLast().wastedBytes()).isZero();
    }

    @Test
    void whatIsTooSmallIsPutTogether() {
        Layer layer = new Layer().file("d/large", 50_000, 'l');
        for (int i = 0; i < 100; i++) {
            layer.file("d/small" + i, 100 + i, 's');
        }
        List<SizeBox> children = boxes(new ImageOf().layer("RUN x", layer))
                .getFirst()
                .children()
                .getFirst()
                .children();
        assertThat(children).extracting(SizeBox::name).containsExactly("large", "(other)");
        assertThat(children.stream().mapToLong(SizeBox::bytes).sum()).isEqualTo(50_000 + 10_000 + 4950);
    }

    @Test
    void layersWithoutBytesAreLeftOut() {
        assertThat(boxes(new ImageOf().layer("RUN mkdir x", new Layer().directory("x"))))
                .isEmpty();
    }
}
