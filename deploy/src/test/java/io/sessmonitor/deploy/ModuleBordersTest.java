package io.sessmonitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between modules, and who alone may touch which library. Maven holds the first; this holds the packages. */
class ModuleBordersTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+);", Pattern.MULTILINE);

    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "schemas", Set.of(),
            "models", Set.of(),
            "scorer", Set.of("models"),
            "topology", Set.of("schemas", "scorer"),
            "dashboards", Set.of("schemas"),
            "deploy", Set.of("schemas", "models", "scorer", "topology", "dashboards"));

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "models", "scorer", "topology", "dashboards", "deploy"})
    void a_module_imports_only_the_modules_its_arrows_allow(String module) throws IOException {
        assertThat(imports(module))
                .filteredOn(i -> i.name().startsWith("io.sessmonitor."))
                .filteredOn(i -> !i.name().startsWith("io.sessmonitor." + module + "."))
                .allSatisfy(i -> assertThat(MAY_USE.get(module))
                        .as("%s imports %s", i.file(), i.name())
                        .contains(i.name().split("\\.")[2]));
    }

    @Test
    void topology_knows_the_scorer_only_by_its_door() throws IOException {
        assertThat(imports("topology"))
                .filteredOn(i -> i.name().startsWith("io.sessmonitor.scorer."))
                .allSatisfy(i -> assertThat(i.name())
                        .as("%s reaches behind the door", i.file())
                        .doesNotMatch("io\\.sessmonitor\\.scorer\\.(engine|lite)\\..*"));
    }

    @Test
    void only_the_engine_package_imports_onnx_runtime() throws IOException {
        for (String module : MAY_USE.keySet()) {
            assertThat(imports(module))
                    .filteredOn(i -> i.name().startsWith("ai.onnxruntime"))
                    .allSatisfy(i -> assertThat(i.file()).contains("/io/sessmonitor/scorer/engine/"));
        }
    }

    @Test
    void only_the_broker_package_imports_kafka_server_classes() throws IOException {
        for (String module : MAY_USE.keySet()) {
            assertThat(imports(module))
                    .filteredOn(i -> i.name().startsWith("kafka.")
                            || i.name().startsWith("org.apache.kafka.server")
                            || i.name().startsWith("org.apache.kafka.metadata"))
                    .allSatisfy(i -> assertThat(i.file()).contains("/io/sessmonitor/deploy/broker/"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "models", "scorer"})
    void a_library_module_does_not_know_kafka(String module) throws IOException {
        assertThat(imports(module)).noneMatch(i -> i.name().startsWith("org.apache.kafka"));
    }

    private record Import(String file, String name) {}

    private static List<Import> imports(String module) throws IOException {
        List<Import> found = new ArrayList<>();
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        assertThat(sources).isDirectory();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher m = IMPORT.matcher(Files.readString(file));
                while (m.find()) {
                    found.add(new Import(file.toString().replace('\\', '/'), m.group(1)));
                }
            }
        }
        return found;
    }
}
