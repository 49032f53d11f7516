package io.sessmonitor.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSourcesTest {

    @TempDir
    private Path folder;

    @Test
    void nested_and_dotted_keys_are_the_same() throws Exception {
        assertThat(flat("""
                        # the broker
                        kafka:
                          bootstrap.servers: localhost:9092
                          ssl: {keystore.location: /k.p12}
                        pairing.wait: 5s
                        topics:
                          sent: frames.sent
                        """))
                .isEqualTo(Map.of(
                        "kafka.bootstrap.servers", "localhost:9092",
                        "kafka.ssl.keystore.location", "/k.p12",
                        "pairing.wait", "5s",
                        "topics.sent", "frames.sent"));
    }

    @Test
    void values_are_taken_as_written() throws Exception {
        assertThat(flat("a: 010\nb: 1_000\nc: yes\nd: 1.50\ne: 'true'\nf: ~\ng:\nh: ''\n"))
                .isEqualTo(Map.of("a", "010", "b", "1_000", "c", "yes", "d", "1.50", "e", "true", "h", ""));
    }

    @Test
    void a_list_becomes_values_separated_by_commas() throws Exception {
        assertThat(flat("links:\n  - camera>near\n  - camera>far\n")).containsEntry("links", "camera>near,camera>far");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"''", "'# only a comment\n'", "'---\n'"},
            quoteCharacter = '\'')
    void an_empty_file_sets_nothing(String yaml) throws Exception {
        assertThat(flat(yaml)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: 1\nb: [1\nc: 2\n' | line 3: not YAML",
                "'a: 1\n\tb: 2\n'    | line 2: not YAML",
                "'- a\n- b\n'        | line 1: is not a mapping",
                "'just text\n'       | line 1: is not a mapping",
                "'a: 1\na: 2\n'      | line 2",
                "'a.b: 1\na:\n  b: 2\n' | line 3: a.b is there already, see",
                "'a: 1\n---\nb: 2\n' | a second document begins",
                "'a: [{b: 1}]\n'     | a may only list plain values",
                "'a: [\"x,y\"]\n'    | a lists a value with a comma",
                "'a: &x 5\nb: *x\n'  | line 2: YAML aliases (*x) are not supported"
            })
    void what_is_wrong_is_named_with_its_line(String yaml, String problem) throws Exception {
        Path file = file(yaml);
        assertThatThrownBy(() -> ConfigSources.read(file, Map.of(), List.of()))
                .isInstanceOf(ConfigSourceException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_missing_file_a_folder_and_a_binary_file_are_named() throws Exception {
        Path missing = folder.resolve("nowhere.yaml");
        assertThatThrownBy(() -> ConfigSources.read(missing, Map.of(), List.of()))
                .hasMessageContaining(missing + ": no such file");
        assertThatThrownBy(() -> ConfigSources.read(folder, Map.of(), List.of()))
                .hasMessageContaining(folder + ": is a folder");
        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> ConfigSources.read(binary, Map.of(), List.of()))
                .isInstanceOf(ConfigSourceException.class)
                .hasMessageContaining(binary.toString());
    }

    @Test
    void environment_beats_the_file_and_set_beats_both() throws Exception {
        Path file = file("one: file\ntwo: file\nthree: file\n");
        ConfigSources sources = ConfigSources.read(
                file,
                Map.of("SESS_TWO", "environment", "SESS_THREE", "environment", "PATH", "/bin"),
                List.of("three=first", "three=set"));
        assertThat(sources.flat()).isEqualTo(Map.of("one", "file", "two", "environment", "three", "set"));
        assertThat(sources.of("one").origin()).isEqualTo(file + " line 1");
        assertThat(sources.of("two").origin()).isEqualTo("environment variable SESS_TWO");
        assertThat(sources.of("three").origin()).isEqualTo("--set");
    }

    @ParameterizedTest
    @CsvSource({
        "SESS_PAIRING_WAIT, pairing.wait",
        "SESS_PAIRING_KEY__POLICY, pairing.key-policy",
        "SESS_KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrap.servers",
        "SESS_TOPICS_MAX__RECORD__BYTES, topics.max-record-bytes"
    })
    void a_variable_is_the_key_in_capitals(String variable, String key) throws Exception {
        assertThat(ConfigSources.read(null, Map.of(variable, "x"), List.of()).flat())
                .isEqualTo(Map.of(key, "x"));
    }

    @ParameterizedTest
    @CsvSource({"SESS_JAVA_OPTS", "SESS_MONITOR_SERVICE_HOST", "SESS_MONITOR_PORT_8080_TCP", "SESS_", "SESSION_X"})
    void variables_of_the_launcher_and_of_kubernetes_are_no_settings(String variable) throws Exception {
        assertThat(ConfigSources.read(null, Map.of(variable, "x"), List.of()).flat())
                .isEmpty();
    }

    @Test
    void a_set_keeps_what_follows_the_first_equals_sign() throws Exception {
        String jaas = "kafka.sasl.jaas.config=Login required username=\"me\";";
        assertThat(ConfigSources.read(null, Map.of(), List.of(jaas)).flat())
                .containsEntry("kafka.sasl.jaas.config", "Login required username=\"me\";");
        assertThatThrownBy(() -> ConfigSources.read(null, Map.of(), List.of("pairing.wait")))
                .hasMessage("--set pairing.wait: write --set key=value");
    }

    @Test
    void a_problem_is_located_by_the_key_it_names() throws Exception {
        Path file = file("pairing:\n  wait: soon\n  wait-for: 2s\n  wiat: 3s\n");
        ConfigSources sources = ConfigSources.read(file, Map.of(), List.of());
        assertThat(sources.located("pairing.wait: 'soon' is no duration"))
                .isEqualTo(file + " line 2: pairing.wait: 'soon' is no duration");
        assertThat(sources.located("unknown key pairing.wait-for; did you mean pairing.wait?"))
                .startsWith(file + " line 3: ");
        assertThat(sources.located("unknown key pairing.wiat; did you mean pairing.wait?"))
                .startsWith(file + " line 4: ");
        assertThat(sources.located("topics.sent must not be empty")).isEqualTo("topics.sent must not be empty");
    }

    private Map<String, String> flat(String yaml) throws Exception {
        return ConfigSources.read(file(yaml), Map.of(), List.of()).flat();
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(folder.resolve("test.yaml"), yaml, StandardCharsets.UTF_8);
    }
}
