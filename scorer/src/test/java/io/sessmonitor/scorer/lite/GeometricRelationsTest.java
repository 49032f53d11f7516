package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawn scenes; each digit of a drawing is a region, 0 the first. */
class GeometricRelationsTest {

    @Test
    void what_is_surrounded_is_in_what_surrounds_it() {
        assertThat(relations(
                        "00000000", //
                        "00000000",
                        "00011000",
                        "00011000",
                        "00000000",
                        "00000000"))
                .containsExactly("0 enclosing 1", "1 in 0");
    }

    @Test
    void the_tall_stands_and_the_wide_lies_on_the_ground() {
        assertThat(relations(
                        "000000000000", //
                        "001000000000",
                        "001000000000",
                        "001000000000",
                        "001000222000",
                        "333333333333",
                        "333333333333",
                        "333333333333"))
                .contains("1 standing on 3", "2 lying on 3");
    }

    @Test
    void equals_side_by_side_are_beside_each_other() {
        assertThat(relations(
                        "0011", //
                        "0011"))
                .containsExactly("0 beside 1", "1 beside 0");
    }

    @Test
    void the_small_one_below_a_large_one_hangs_from_it() {
        assertThat(relations(
                        "000000000000", //
                        "000000000000",
                        "000222113333",
                        "000222113333"))
                .contains("1 hanging from 0");
    }

    @Test
    void a_lone_region_has_no_relations() {
        assertThat(relations("000", "000")).isEmpty();
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 7000)
    void only_the_most_confident_relations_are_kept(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            LiteMaps maps = RandomMaps.of(seed, false);
            LiteSegmentation segmentation = new LiteSegmenter(null, Golden.SETTINGS).segment(maps, StageTimes.start());
            List<Relation> all = new GeometricRelations(indexes(), .35, Integer.MAX_VALUE).relations(segmentation);
            int most = new Random(seed).nextInt(all.size() + 2);

            List<Relation> kept = new GeometricRelations(indexes(), .35, most).relations(segmentation);

            List<Relation> expected = new ArrayList<>(all);
            while (expected.size() > most) {
                int least = expected.size() - 1;
                for (int i = least; i >= 0; i--) {
                    if (expected.get(i).confidence() < expected.get(least).confidence()) {
                        least = i;
                    }
                }
                expected.remove(least);
            }
            assertThat(kept).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static int[] indexes() {
        return IntStream.range(0, GeometricRelations.PREDICATES.size()).toArray();
    }

    /** Relations of a partition with the drawn regions. */
    private static List<String> relations(String... rows) {
        int scale = 4;
        int width = rows[0].length() * scale;
        int height = rows.length * scale;
        int[] labels = new int[width * height];
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows[i / width / scale].charAt(i % width / scale) - '0';
            count = Math.max(count, labels[i] + 1);
        }
        LiteMaps maps = new LiteMaps(
                width,
                height,
                new float[labels.length],
                1,
                new float[labels.length],
                rows[0].length(),
                rows.length,
                1,
                new float[rows[0].length() * rows.length]);
        SuperpixelGraph graph = new SuperpixelGraph(new Partition(width, height, count, labels), maps);
        List<RegionLevel> levels =
                List.of(new RegionLevel(count, IntStream.range(0, count).toArray()));
        NodeSelection nodes = NodeSelection.of(graph, levels, .8);
        // Objects are numbered by size; the drawing's numbers are wanted.
        int[] drawn = new int[count];
        for (int r = 0; r < count; r++) {
            drawn[nodes.nodeOf()[0][r]] = r;
        }
        return new GeometricRelations(indexes(), .35, 100)
                .relations(new LiteSegmentation(maps, graph, levels, nodes)).stream()
                        .map(r -> drawn[r.subject()] + " " + GeometricRelations.PREDICATES.get(r.predicate()) + " "
                                + drawn[r.object()])
                        .sorted()
                        .toList();
    }
}
