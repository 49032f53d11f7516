package io.sessmonitor.scorer.scenegraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionMaskTest {

    @ParameterizedTest(name = "seeds {0} to {0} + 199")
    @ValueSource(longs = 300)
    void the_extent_is_that_of_the_cells(long from) {
        for (long seed = from; seed < from + 200; seed++) {
            RegionMask mask = mask(new Random(seed));
            double count = 0;
            double sumX = 0;
            double sumY = 0;
            double x0 = 1;
            double y0 = 1;
            double x1 = 0;
            double y1 = 0;
            for (int y = 0; y < mask.height(); y++) {
                for (int x = 0; x < mask.width(); x++) {
                    if (mask.covers(x, y)) {
                        count++;
                        sumX += (x + .5) / mask.width();
                        sumY += (y + .5) / mask.height();
                        x0 = Math.min(x0, (double) x / mask.width());
                        y0 = Math.min(y0, (double) y / mask.height());
                        x1 = Math.max(x1, (x + 1.0) / mask.width());
                        y1 = Math.max(y1, (y + 1.0) / mask.height());
                    }
                }
            }
            RegionMask.Extent extent = mask.extent();

            if (count > 0) {
                assertThat(extent.area()).isCloseTo(count / mask.width() / mask.height(), within(1e-12));
                assertThat(extent.centroidX()).isCloseTo(sumX / count, within(1e-12));
                assertThat(extent.centroidY()).isCloseTo(sumY / count, within(1e-12));
                assertThat(extent.box()).containsExactly(x0, y0, x1, y1);
            } else {
                assertThat(extent).isEqualTo(new RegionMask.Extent(0, 0, 0, 0, 0, 0, 0));
            }
        }
    }

    @Test
    void cells_outside_the_grid_are_refused() {
        BitSet cells = new BitSet();
        cells.set(6);

        assertThatThrownBy(() -> new RegionMask(3, 2, cells)).hasMessage("a grid of 3x2 has no cell 6");
    }

    private static RegionMask mask(Random random) {
        int width = 1 + random.nextInt(20);
        int height = 1 + random.nextInt(20);
        int density = random.nextInt(5);
        BitSet cells = new BitSet();
        for (int i = 0; i < width * height; i++) {
            cells.set(i, random.nextInt(4) < density);
        }
        return new RegionMask(width, height, cells);
    }
}
