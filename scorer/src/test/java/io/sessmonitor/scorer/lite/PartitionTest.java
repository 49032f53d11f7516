package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of superpixels, levels and objects over made-up maps. */
class PartitionTest {

    private static final LiteSegmenter SEGMENTER =
            new LiteSegmenter(new LiteNetwork(Golden.NETWORK, Golden.SETTINGS), Golden.SETTINGS);

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 4000)
    void each_cell_is_in_exactly_one_connected_region_of_each_partition(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            LiteSegmentation segmentation = segment(seed);
            Partition superpixels = segmentation.graph().partition;

            assertThat(pieces(superpixels.labels(), superpixels.width()))
                    .as("superpixels, seed %d", seed)
                    .isEqualTo(superpixels.count());
            for (RegionLevel level : segmentation.levels()) {
                int[] labels = superpixels.labels().clone();
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = level.regionOf()[labels[i]];
                }
                assertThat(Arrays.stream(labels)).allMatch(label -> label >= 0 && label < level.count());
                assertThat(pieces(labels, superpixels.width()))
                        .as("level, seed %d", seed)
                        .isEqualTo(level.count());
            }
        }
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 5000)
    void objects_are_largest_first_and_no_two_nearly_coincide(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            List<RegionMask> masks = segment(seed).masks();

            assertThat(masks).as("seed %d", seed).isNotEmpty();
            for (int i = 0; i < masks.size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(masks.get(j).count())
                            .isGreaterThanOrEqualTo(masks.get(i).count());
                    assertThat(iou(masks.get(i), masks.get(j))).isLessThanOrEqualTo(Golden.SETTINGS.duplicateIou());
                }
            }
        }
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 6000)
    void every_region_of_every_level_is_an_object_or_nearly_coincides_with_one(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            LiteSegmentation segmentation = segment(seed);
            int[] labels = segmentation.graph().partition.labels();
            for (int l = 0; l < segmentation.levels().size(); l++) {
                RegionLevel level = segmentation.levels().get(l);
                for (int r = 0; r < level.count(); r++) {
                    RegionMask node =
                            segmentation.masks().get(segmentation.nodes().nodeOf()[l][r]);
                    int both = 0;
                    int either = node.count();
                    for (int i = 0; i < labels.length; i++) {
                        if (level.regionOf()[labels[i]] == r) {
                            both += node.cells().get(i) ? 1 : 0;
                            either += node.cells().get(i) ? 0 : 1;
                        }
                    }
                    assertThat((double) both / either)
                            .as("seed %d, level %d, region %d", seed, l, r)
                            .isGreaterThan(Golden.SETTINGS.duplicateIou());
                }
            }
        }
    }

    private static double iou(RegionMask a, RegionMask b) {
        BitSet both = (BitSet) a.cells().clone();
        both.and(b.cells());
        double intersection = both.cardinality();
        return intersection / (a.count() + b.count() - intersection);
    }

    private static LiteSegmentation segment(long seed) {
        return SEGMENTER.segment(RandomMaps.of(seed, seed % 2 == 0), StageTimes.start());
    }

    /** Number of 4-connected pieces of equal labels. */
    private static int pieces(int[] labels, int width) {
        int[] piece = new int[labels.length];
        for (int i = 0; i < piece.length; i++) {
            piece[i] = i;
        }
        for (int i = 0; i < labels.length; i++) {
            if (i % width > 0 && labels[i] == labels[i - 1]) {
                piece[root(piece, i)] = root(piece, i - 1);
            }
            if (i >= width && labels[i] == labels[i - width]) {
                piece[root(piece, i)] = root(piece, i - width);
            }
        }
        int pieces = 0;
        for (int i = 0; i < piece.length; i++) {
            pieces += piece[i] == i ? 1 : 0;
        }
        return pieces;
    }

    private static int root(int[] piece, int i) {
        while (piece[i] != i) {
            i = piece[i];
        }
        return i;
    }
}
