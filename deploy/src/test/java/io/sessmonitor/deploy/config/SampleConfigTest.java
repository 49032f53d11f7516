package io.sessmonitor.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.topology.config.MonitorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commented sample is the first thing an operator copies, so it must be right. */
class SampleConfigTest {

    private static final Path SAMPLE = Path.of(System.getProperty("project.root"), "deploy/src/main/conf/monitor.yaml");

    @Test
    void the_sample_says_what_the_defaults_say() throws Exception {
        MonitorConfig sample =
                MonitorConfig.of(ConfigSources.read(SAMPLE, Map.of(), List.of()).flat());
        MonitorConfig defaults = MonitorConfig.of(Map.of());
        assertThat(sample).hasToString(defaults.toString());
        assertThat(sample.kafka().overrides()).isEqualTo(defaults.kafka().overrides());
        assertThat(sample.registry().settings()).isEqualTo(defaults.registry().settings());
    }

    @Test
    void with_its_numbers_and_choices_uncommented_it_still_says_the_defaults(@TempDir Path folder) throws Exception {
        // A commented setting that stands for a default has a value right after the key; examples are paths or secrets.
        String all = Files.readString(SAMPLE)
                .replaceAll("(?m)^(\\s*)# ((?:[a-z.-]+): (?:-?\\d|true|false|verify|topic-name )[^\\n]*)$", "$1$2");
        Path file = Files.writeString(folder.resolve("all.yaml"), all);
        ConfigSources sources = ConfigSources.read(file, Map.of(), List.of("kafka.num.stream.threads=1"));
        assertThat(MonitorConfig.of(sources.flat()).toString().replace(", num.stream.threads", ""))
                .isEqualTo(MonitorConfig.of(Map.of()).toString());
        assertThat(sources.flat()).hasSizeGreaterThan(25);
    }

    @Test
    void every_key_is_in_the_sample() throws Exception {
        String sample = Files.readString(SAMPLE);
        for (String key : MonitorConfig.known()) {
            String inSection = key.substring(key.indexOf('.') + 1);
            assertThat(sample).as(key).containsPattern("(?m)^\\s*(# )?" + inSection.replace(".", "\\.") + ":");
        }
    }
}
