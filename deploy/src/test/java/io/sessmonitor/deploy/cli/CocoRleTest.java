package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CocoRleTest {

    @Test
    void runs_go_down_the_columns_and_begin_with_zeros() {
        // . # .
        // # # .
        boolean[] mask = {false, true, false, true, true, false};

        assertThat(CocoRle.runs(mask, 3, 2)).containsExactly(1, 3, 2);
    }

    @Test
    void a_mask_that_begins_with_a_one_has_a_first_run_of_zero() {
        assertThat(CocoRle.runs(new boolean[] {true, true}, 1, 2)).containsExactly(0, 2);
        assertThat(CocoRle.runs(new boolean[4], 2, 2)).containsExactly(4);
    }

    /** Strings made with pycocotools 2.0.11: encode(asfortranarray(mask)). */
    @Test
    void strings_are_those_of_the_coco_api() {
        boolean[] mask = new boolean[100 * 80];
        for (int y = 20; y < 60; y++) {
            for (int x = 30; x < 71; x++) {
                mask[y * 100 + x] = true;
            }
        }
        assertThat(CocoRle.compress(CocoRle.runs(mask, 100, 80)))
                .isEqualTo("d[2X1X10000000000000000000000000000000000000000000000000000000000000000000000000000000lW2");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decoding_gives_the_mask_back(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(300);
        int height = 1 + random.nextInt(300);
        boolean[] mask = new boolean[width * height];
        boolean value = false;
        for (int i = 0; i < mask.length; i++) {
            value = random.nextInt(1 + random.nextInt(200)) == 0 ? !value : value;
            mask[i] = value;
        }

        String counts = CocoRle.compress(CocoRle.runs(mask, width, height));

        assertThat(decode(counts, width, height)).isEqualTo(mask);
    }

    /** As rleFrString and rleDecode of the COCO API do it. */
    private static boolean[] decode(String counts, int width, int height) {
        List<Long> runs = new ArrayList<>();
        int p = 0;
        while (p < counts.length()) {
            long x = 0;
            int k = 0;
            boolean more = true;
            while (more) {
                long c = counts.charAt(p) - 48;
                x |= (c & 0x1f) << 5 * k;
                more = (c & 0x20) != 0;
                p++;
                k++;
                if (!more && (c & 0x10) != 0) {
                    x |= -1L << 5 * k;
                }
            }
            runs.add(runs.size() > 2 ? x + runs.get(runs.size() - 2) : x);
        }
        boolean[] mask = new boolean[width * height];
        int at = 0;
        boolean value = false;
        for (long run : runs) {
            for (long i = 0; i < run; i++, at++) {
                mask[at % height * width + at / height] = value;
            }
            value = !value;
        }
        assertThat(at).isEqualTo(width * height);
        return mask;
    }
}
