package io.sessmonitor.deploy.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskScalerTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_mask_at_its_own_size_stays_as_it_is(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(40);
        int height = 1 + random.nextInt(40);
        BitSet cells = new BitSet();
        for (int i = 0; i < width * height; i++) {
            cells.set(i, random.nextBoolean());
        }

        boolean[] scaled = MaskScaler.scale(new RegionMask(width, height, cells), width, height);

        for (int i = 0; i < scaled.length; i++) {
            assertThat(scaled[i]).isEqualTo(cells.get(i));
        }
    }

    @Test
    void a_full_mask_stays_full_and_an_empty_one_empty_at_any_size() {
        BitSet all = new BitSet();
        all.set(0, 12);

        assertThat(MaskScaler.scale(new RegionMask(4, 3, all), 101, 57))
                .hasSize(101 * 57)
                .containsOnly(true);
        assertThat(MaskScaler.scale(new RegionMask(4, 3, new BitSet()), 101, 57))
                .containsOnly(false);
        assertThat(MaskScaler.scale(new RegionMask(4, 3, all), 1, 1)).containsOnly(true);
    }

    @Test
    void the_edge_of_a_half_stays_in_the_middle() {
        BitSet left = new BitSet();
        left.set(0, 2);
        left.set(4, 6);

        boolean[] scaled = MaskScaler.scale(new RegionMask(4, 2, left), 40, 20);

        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 40; x++) {
                assertThat(scaled[y * 40 + x]).as("%d, %d", x, y).isEqualTo(x < 20);
            }
        }
    }

    @Test
    void of_masks_that_overlap_the_last_is_on_top() {
        BitSet whole = new BitSet();
        whole.set(0, 4);
        BitSet part = new BitSet();
        part.set(3);

        int[] top = MaskScaler.topmost(List.of(new RegionMask(2, 2, whole), new RegionMask(2, 2, part)), 2, 2);

        assertThat(top).containsExactly(0, 0, 0, 1);
        assertThat(MaskScaler.topmost(List.of(), 2, 1)).containsExactly(-1, -1);
    }
}
