package io.sessmonitor.scorer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

    @ParameterizedTest
    @CsvSource({
        "auto, auto",
        "cpu, cpu",
        "CPU, cpu",
        "cuda, cuda:0",
        "cuda:3, cuda:3",
        "tensorrt, tensorrt:0",
        "TensorRT:1, tensorrt:1"
    })
    void every_valid_form_is_read(String text, String canonical) throws DeviceException {
        assertThat(Device.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cpu:1", "auto:0", "cuda:99999999999", "cuda 0"})
    void anything_else_is_answered_with_the_valid_forms(String text) {
        assertThatThrownBy(() -> Device.parse(text))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "unknown device \"" + text
                                + "\": use auto, cpu, cuda, cuda:N, tensorrt or tensorrt:N, with N the number of the GPU from 0");
    }
}
