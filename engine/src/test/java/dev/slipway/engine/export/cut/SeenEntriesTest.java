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

/** What an image shows of a layer below others, and how much that leaves out. */
class SeenEntriesTest {
    @TempDir
    Path temp;

    private ScannedStore store;
    private Plant layer;
    private Plant above;

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(MountRights.mounts(), "run as root, whiteouts are device nodes");
        store = new ScannedStore(temp.resolve("store"));
        layer = new Plant(store.newDirectory());
        above = new Plant(store.newDirectory());
    }

    private LayerIndex index(Plant plant) {
        return store.index(store.add(plant.path()));
    }

    private List<String> seen(Plant... over) {
        List<LayerIndex> indexes = new ArrayList<>();
        for (Plant plant : over) {
            indexes.add(index(plant));
        }
        List<String> names = new ArrayList<>();
        for (IndexEntry entry : new SeenEntries(index(layer), indexes)) {
            String mark = entry.entry() instanceof LayerEntry.Whiteout
                    ? " deleted"
                    : entry.entry() instanceof LayerEntry.Opaque ? " opaque" : "";
            if (!entry.entry().path().isRoot()) {
                names.add(entry.entry().path().relative() + mark);
            }
        }
        return names;
    }

    private Shadow shadow(Plant... over) {
        List<LayerIndex> indexes = new ArrayList<>();
        for (Plant plant : over) {
            indexes.add(index(plant));
        }
        return Shadow.of(index(layer), indexes);
    }

    @Test
    void nothingAbove_allIsSeen() throws IOException {
        layer.file("a/x", "1234").opaque("a").whiteout("b");

        assertThat(seen()).containsExactly("a", "a opaque", "a/x", "b deleted");
        assertThat(shadow().hidden()).isEmpty();
    }

    @Test
    void overwrittenFile_isHidden() throws IOException {
        layer.file("a/x", "1234").file("a/y", "12");
        above.file("a/x", "1");

        assertThat(seen(above)).containsExactly("a", "a/y");
        assertThat(shadow(above).hidden()).containsExactly(new Hidden(0, 4, 0));
    }

    @Test
    void deletedDirectory_isHiddenWithAllThatIsInIt() throws IOException {
        layer.file("a/b/x", "1234").file("a/y", "12");
        above.whiteout("a");

        assertThat(seen(above)).isEmpty();
        assertThat(shadow(above).hidden()).containsExactly(new Hidden(0, 0, 6));
    }

    @Test
    void directoryMadeAnew_hidesWhatWasInIt() throws IOException {
        layer.file("a/x", "1234");
        above.file("a/x", "5").opaque("a");

        assertThat(seen(above)).isEmpty();
        assertThat(shadow(above).hidden()).containsExactly(new Hidden(0, 0, 4));
    }

    @Test
    void fileInThePlaceOfADirectory_hidesIt() throws IOException {
        layer.file("a/x", "1234");
        above.file("a", "5");

        assertThat(seen(above)).isEmpty();
        assertThat(shadow(above).hidden()).containsExactly(new Hidden(0, 4, 0));
    }

    @Test
    void directoryInThePlaceOfAFile_hidesIt() throws IOException {
        layer.file("a", "1234");
        above.file("a/x", "5");

        assertThat(seen(above)).isEmpty();
    }

    @Test
    void mergedDirectory_stays() throws IOException {
        layer.file("a/x", "1234");
        above.file("a/y", "5");

        assertThat(seen(above)).containsExactly("a", "a/x");
    }

    @Test
    void ownWhiteoutBelowAMergedDirectory_staysBecauseItMayHideSomethingLower() throws IOException {
        layer.whiteout("a");
        above.file("a/x", "5");

        assertThat(seen(above)).containsExactly("a deleted");
    }

    @Test
    void lowestHidingLayer_isTheOneThatIsNamed() throws IOException {
        layer.file("x", "1234").file("y", "12");
        above.whiteout("x");
        Plant top = new Plant(store.newDirectory());
        top.file("x", "9").file("y", "9");

        assertThat(shadow(above, top).hidden()).containsExactly(new Hidden(0, 0, 4), new Hidden(1, 2, 0));
    }

    @Test
    void fileWithASeenName_isNoSaving() throws IOException {
        layer.file("a/x", "1234").link("b", "a/x");
        above.whiteout("a");

        assertThat(seen(above)).containsExactly("b");
        assertThat(shadow(above).bytes()).isZero();
    }

    @Test
    void fileWhoseNamesAreAllHidden_countsOnce() throws IOException {
        layer.file("a/x", "1234").link("a/b", "a/x");
        above.whiteout("a");

        assertThat(shadow(above).bytes()).isEqualTo(4);
    }

    @Test
    void otherHiddenEntries_haveAnotherDigest() throws IOException {
        layer.file("x", "1234").file("y", "1234");
        above.whiteout("x");
        Plant other = new Plant(store.newDirectory());
        other.whiteout("y");

        assertThat(shadow(above).digest()).isNotEqualTo(shadow(other).digest());
    }
}
