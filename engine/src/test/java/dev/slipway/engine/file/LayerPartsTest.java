package dev.slipway.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.tree.Contribution;
import dev.slipway.image.Digest;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LayerPartsTest {
    private static final long MIN = 100;

    /** Contributions of layers 0, 1, 2… */
    private static List<Contribution> sizes(long... bytes) {
        List<Contribution> contributions = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            contributions.add(new Contribution(i, bytes[i], Digest.of(new byte[] {(byte) i})));
        }
        return contributions;
    }

    private static int[] parts(int most, long... bytes) {
        return LayerParts.of(sizes(bytes), bytes.length, MIN, most).ofLayer();
    }

    @Test
    void largeContributions_stayApart() {
        assertThat(parts(9, 500, 100, 700)).containsExactly(0, 1, 2);
    }

    @Test
    void smallOne_joinsWhatIsAboveIt() {
        assertThat(parts(9, 10, 500, 20, 30, 600)).containsExactly(0, 0, 1, 1, 1);
    }

    @Test
    void smallOneAtTheTop_staysApart() {
        assertThat(parts(9, 500, 10)).containsExactly(0, 1);
    }

    @Test
    void smallOnes_stopJoiningWhenTheyAreEnough() {
        assertThat(parts(9, 40, 60, 40, 60, 1)).containsExactly(0, 0, 1, 1, 2);
    }

    @Test
    void tooMany_smallestJoinsWhatIsAboveIt() {
        assertThat(parts(3, 500, 200, 600, 300)).containsExactly(0, 1, 1, 2);
    }

    @Test
    void layersThatContributeNothing_haveNoPart() {
        List<Contribution> contributions =
                List.of(sizes(0, 500, 0, 500).get(1), sizes(0, 500, 0, 500).get(3));
        assertThat(LayerParts.of(contributions, 5, MIN, 9).ofLayer()).containsExactly(-1, 0, -1, 1, -1);
    }

    @Test
    void nothingContributed_noPart() {
        assertThat(LayerParts.of(List.of(), 3, MIN, 9).count()).isZero();
    }

    @Property
    void parts_areNeighboursAndNoMoreThanAllowed(
            @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 300) Long> bytes) {
        for (int most : new int[] {1, 2, 7}) {
            LayerParts parts = LayerParts.of(
                    sizes(bytes.stream().mapToLong(Long::longValue).toArray()), bytes.size(), MIN, most);
            assertThat(parts.count()).isLessThanOrEqualTo(most);
            assertThat(parts.ofLayer()).isSorted();
            assertThat(java.util.Arrays.stream(parts.ofLayer()).distinct().count())
                    .isEqualTo(parts.count());
        }
    }

    @Property
    void whatChangesAtTheTop_leavesPartsBelowAsTheyAre(
            @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 0, max = 300) Long> bytes,
            @ForAll @LongRange(min = 0, max = 300) long changed) {
        long[] before = bytes.stream().mapToLong(Long::longValue).toArray();
        long[] after = before.clone();
        after[after.length - 1] = changed;
        assertThat(parts(100, after)).isEqualTo(parts(100, before));
    }
}
