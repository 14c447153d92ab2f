package dev.slipway.engine.export.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.tree.Plant;
import dev.slipway.engine.tree.ScannedStore;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a layer is divided. That all slices together look as the layer does, the layering property test shows. */
class SliceEntriesTest {
    @TempDir
    Path temp;

    private ScannedStore store;
    private Plant layer;

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(MountRights.mounts(), "run as root, whiteouts are device nodes");
        store = new ScannedStore(temp.resolve("store"));
        layer = new Plant(store.newDirectory());
    }

    /** Each slice as the names of its entries. */
    private List<List<String>> slices(long target) {
        LayerIndex index = store.index(store.add(layer.path()));
        List<List<String>> slices = new ArrayList<>();
        for (int slice = 0; slice < SliceEntries.count(new SeenEntries(index, List.of()), target); slice++) {
            List<String> names = new ArrayList<>();
            for (IndexEntry entry : new SliceEntries(new SeenEntries(index, List.of()), target, slice)) {
                if (!entry.entry().path().isRoot()) {
                    names.add(entry.entry().path().relative()
                            + (entry.entry() instanceof LayerEntry.Opaque ? " opaque" : ""));
                }
            }
            slices.add(names);
        }
        return slices;
    }

    @Test
    void smallLayer_isOneSlice() throws IOException {
        layer.file("a/x", "12").file("b", "3");

        assertThat(slices(3)).containsExactly(List.of("a", "a/x", "b"));
    }

    @Test
    void directoryThatFits_isNotDivided() throws IOException {
        layer.file("a/x", "12").file("b/x", "12").file("b/y", "12");

        assertThat(slices(4)).containsExactly(List.of("a", "a/x"), List.of("b", "b/x", "b/y"));
    }

    @Test
    void directoryThatDoesNotFit_isInEverySliceThatHasSomethingOfIt() throws IOException {
        layer.file("a/b/x", "12").file("a/b/y", "34").file("a/c", "56");

        assertThat(slices(2))
                .containsExactly(List.of("a", "a/b", "a/b/x"), List.of("a", "a/b", "a/b/y"), List.of("a", "a/c"));
    }

    @Test
    void fileLargerThanTheTarget_isASliceOfItsOwn() throws IOException {
        layer.file("a", "1").file("b", "123456").file("c", "1");

        assertThat(slices(2)).containsExactly(List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void namesOfOneFile_areInTheSliceOfTheFirst() throws IOException {
        layer.file("a", "12").file("b", "34").link("z/a", "a");

        assertThat(slices(2)).containsExactly(List.of("a", "z", "z/a"), List.of("b", "z"));
    }

    @Test
    void opaqueMark_isInTheLowestSlice() throws IOException {
        layer.file("a", "12").file("d/x", "34").file("d/y", "56").opaque("d");

        assertThat(slices(2)).containsExactly(List.of("a", "d", "d opaque"), List.of("d", "d/x"), List.of("d", "d/y"));
    }
}
