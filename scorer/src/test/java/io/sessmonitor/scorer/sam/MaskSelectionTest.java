package io.sessmonitor.scorer.sam;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskSelectionTest {

    private static final int SIDE = 20;

    @Test
    void of_masks_whose_boxes_overlap_the_one_with_the_highest_predicted_iou_stays() {
        SamMask weak = rectangle(0, 0, 10, 10, .8f);
        SamMask strong = rectangle(0, 0, 10, 9, .95f);
        SamMask elsewhere = rectangle(5, 5, 15, 15, .9f);
        assertThat(MaskSelection.suppressOverlaps(List.of(weak, elsewhere, strong), .7))
                .containsExactly(strong, elsewhere);
    }

    @Test
    void boxes_without_width_or_height_suppress_nothing() {
        SamMask column = rectangle(3, 0, 4, 10, .9f);
        SamMask same = rectangle(3, 0, 4, 10, .8f);
        assertThat(MaskSelection.suppressOverlaps(List.of(column, same), .7)).containsExactly(column, same);
    }

    @Test
    void a_mask_much_like_a_larger_one_is_dropped_and_equal_areas_keep_their_order() {
        SamMask large = rectangle(0, 0, 10, 10, .5f);
        SamMask like = rectangle(0, 0, 10, 9, .9f);
        SamMask first = rectangle(0, 12, 4, 16, .6f);
        SamMask second = rectangle(12, 0, 16, 4, .7f);
        assertThat(MaskSelection.dropDuplicates(List.of(first, like, second, large), .8, 512))
                .containsExactly(large, first, second);
    }

    @Test
    void only_more_than_the_limit_counts_as_a_duplicate_and_not_more_than_the_most_are_kept() {
        SamMask large = rectangle(0, 0, 10, 10, .5f);
        SamMask fourFifths = rectangle(0, 0, 10, 8, .9f);
        SamMask small = rectangle(15, 15, 17, 17, .9f);
        assertThat(MaskSelection.dropDuplicates(List.of(small, fourFifths, large), .8, 512))
                .containsExactly(large, fourFifths, small);
        assertThat(MaskSelection.dropDuplicates(List.of(small, fourFifths, large), .8, 2))
                .containsExactly(large, fourFifths);
    }

    private static SamMask rectangle(int left, int top, int right, int bottom, float predictedIou) {
        BitSet bits = new BitSet();
        for (int y = top; y < bottom; y++) {
            bits.set(y * SIDE + left, y * SIDE + right);
        }
        return new SamMask(
                new RegionMask(SIDE, SIDE, bits),
                bits.cardinality(),
                new SamMask.Box(left, top, right - 1, bottom - 1),
                predictedIou,
                1,
                new float[0]);
    }
}
