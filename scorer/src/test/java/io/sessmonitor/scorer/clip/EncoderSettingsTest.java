package io.sessmonitor.scorer.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.models.BundleException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderSettingsTest {

    @Test
    void the_export_writes_what_is_read_here() throws Exception {
        EncoderSettings settings = MiniClip.settings();

        assertThat(settings.size()).isEqualTo(224);
        assertThat(settings.meanColour()).isEqualTo(List.of(123, 117, 104));
        assertThat(settings.contextLength()).isEqualTo(77);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size | 0 | size must lie in",
                "mean | [0.5, 0.5] | mean must have three numbers",
                "std | [0.5, 0, 0.5] | std must have three numbers above 0",
                "mean_colour | [123, 117, 256] | mean_colour must have three numbers in 0..255",
                "embedding_size | 0 | embedding_size must lie in",
                "context_length | 1 | context_length must lie in",
                "size | null | null",
                "colour | 3 | colour"
            })
    void a_setting_out_of_range_is_named(String key, String value, String message) throws Exception {
        ObjectNode section = MiniClip.record().get("encoder").deepCopy();
        section.set(key, new ObjectMapper().readTree(value));

        assertThatThrownBy(() -> EncoderSettings.parse("mini", section))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("bundle mini: settings: encoder: ")
                .hasMessageContaining(message);
    }
}
