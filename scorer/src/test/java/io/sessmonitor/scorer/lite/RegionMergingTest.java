package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionMergingTest {

    @ParameterizedTest(name = "seeds {0} to {0} + 99, few different values: {1}")
    @CsvSource({"1000, false", "2000, true"})
    void one_run_gives_the_partitions_of_a_run_for_each_level(long from, boolean coarse) {
        for (long seed = from; seed < from + 100; seed++) {
            SuperpixelGraph graph = graph(RandomMaps.of(seed, coarse));

            List<RegionLevel> levels = RegionMerging.levels(graph, Golden.SETTINGS);

            for (int l = 0; l < levels.size(); l++) {
                assertThat(levels.get(l).regionOf())
                        .as("seed %d, level %d", seed, l)
                        .isEqualTo(NaiveMerging.level(
                                graph, Golden.SETTINGS, Golden.SETTINGS.levels().get(l)));
            }
        }
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 2500)
    void ties_are_broken_alike(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            SuperpixelGraph graph = graph(RandomMaps.tiled(seed));

            List<RegionLevel> levels = RegionMerging.levels(graph, Golden.SETTINGS);

            for (int l = 0; l < levels.size(); l++) {
                assertThat(levels.get(l).regionOf())
                        .as("seed %d, level %d", seed, l)
                        .isEqualTo(NaiveMerging.level(
                                graph, Golden.SETTINGS, Golden.SETTINGS.levels().get(l)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void one_run_gives_the_partitions_of_a_run_for_each_level_on_photos(String name) throws Exception {
        LiteMaps maps = new LiteNetwork(Golden.NETWORK, Golden.SETTINGS).run(Golden.picture(name), StageTimes.start());
        SuperpixelGraph graph = graph(maps);

        List<RegionLevel> levels = RegionMerging.levels(graph, Golden.SETTINGS);

        for (int l = 0; l < levels.size(); l++) {
            assertThat(levels.get(l).regionOf())
                    .isEqualTo(NaiveMerging.level(
                            graph, Golden.SETTINGS, Golden.SETTINGS.levels().get(l)));
        }
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 3000)
    void no_level_has_more_regions_than_allowed_nor_specks(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            SuperpixelGraph graph = graph(RandomMaps.of(seed, seed % 2 == 0));

            for (RegionLevel level : RegionMerging.levels(graph, Golden.SETTINGS)) {
                assertThat(level.count()).as("seed %d", seed).isBetween(1, Golden.SETTINGS.maxRegions());
                int[] area = new int[level.count()];
                for (int p = 0; p < graph.count; p++) {
                    area[level.regionOf()[p]] += graph.area[p];
                }
                assertThat(Arrays.stream(area))
                        .allMatch(a -> level.count() == 1 || a >= Golden.SETTINGS.minArea() * graph.cells());
            }
        }
    }

    private static SuperpixelGraph graph(LiteMaps maps) {
        return new SuperpixelGraph(Superpixels.of(maps, Golden.SETTINGS), maps);
    }
}
