package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Embeddings;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two feature cells of 2x2 grid cells side by side; the left one's feature is (1, 0), the right one's (0, 1). */
class FeaturePoolingTest {

    private final LiteMaps maps = new LiteMaps(4, 2, new float[8], 1, new float[8], 2, 1, 2, new float[] {1, 0, 0, 1});

    @Test
    void an_object_is_the_mean_of_the_features_it_covers_by_area() {
        assertThat(embed(Profile.PAPER, 0, 1, 4, 2).objects()[0]).containsExactly(unit(3, 1), within(1e-12));
    }

    @Test
    void profile_reference_takes_the_bounding_box_with_its_background() {
        assertThat(embed(Profile.REFERENCE, 0, 1, 4, 2).objects()[0]).containsExactly(unit(4, 2), within(1e-12));
    }

    @Test
    void the_picture_is_the_plain_mean() {
        assertThat(embed(Profile.PAPER, 0).image()).containsExactly(unit(1, 1), within(1e-12));
    }

    private Embeddings embed(Profile profile, int... cells) {
        BitSet bits = new BitSet();
        for (int cell : cells) {
            bits.set(cell);
        }
        return new FeaturePooling(profile).embed(maps, List.of(new RegionMask(4, 2, bits)));
    }

    private static double[] unit(double... vector) {
        return Embeddings.normalise(vector);
    }
}
