package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.models.BundleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteSettingsTest {

    private final ObjectNode settings = (ObjectNode) Golden.BUNDLE.settings();

    @Test
    void the_embedded_bundle_has_them_all() throws Exception {
        LiteSettings read = LiteSettings.parse("x", settings);

        assertThat(read.levels()).containsExactly(.4, .8, 1.6, 3.2);
        assertThat(read.maxRegions()).isEqualTo(32);
    }

    @Test
    void a_missing_one_is_named() {
        settings.remove("size_half");

        assertThatThrownBy(() -> LiteSettings.parse("x", settings))
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("bundle x: settings: ")
                .hasMessageContaining("size_half");
    }

    @Test
    void an_unknown_one_is_named() {
        settings.put("size_halve", 1);

        assertThatThrownBy(() -> LiteSettings.parse("x", settings))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("size_halve");
    }

    @ParameterizedTest
    @CsvSource({
        "long_side, 0, long_side must lie in 1..16384",
        "feature_stride, 48, 'multiple must be a multiple of feature_stride, and that of pixel_stride'",
        "smooth_sigma, 0, smooth_sigma and saliency_sigma must be above 0",
        "max_regions, 0, max_regions must be at least 1",
        "min_area, 1, 'min_area must be in [0, 1)'",
        "duplicate_iou, 1, 'duplicate_iou must be in [0, 1)'",
        "saliency_size, 60, saliency_size must be a power of two",
        "importance_power, 0.5, 'importance_power must be 1/2.25, as the profiles have it'",
        "cal_floor, 1, 'cal_floor must be in [0, 1)'",
        "size_half, 0, 'size_half must be above 0, size_power not negative'"
    })
    void one_out_of_range_is_named(String name, double value, String message) {
        if (value == Math.rint(value)) {
            settings.put(name, (int) value);
        } else {
            settings.put(name, value);
        }

        assertThatThrownBy(() -> LiteSettings.parse("x", settings))
                .isInstanceOf(BundleException.class)
                .hasMessage("bundle x: settings: " + message);
    }

    @Test
    void levels_must_ascend() {
        settings.putArray("levels").add(.8).add(.4);

        assertThatThrownBy(() -> LiteSettings.parse("x", settings))
                .hasMessage("bundle x: settings: levels must ascend");
    }
}
