package io.sessmonitor.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportToolchainTest {

    private static final Pattern IMPORT = Pattern.compile("^\\s*(?:import|from) (\\w+)", Pattern.MULTILINE);

    @Test
    void every_program_finds_the_ones_it_imports_beside_it(@TempDir Path folder) throws IOException {
        ExportToolchain.copyTo(folder);
        Path sources = Path.of("export");
        List<Path> programs = programs(folder);
        assertThat(programs).isNotEmpty();
        for (Path program : programs) {
            for (String module : new TreeSet<>(IMPORT.matcher(Files.readString(program))
                    .results()
                    .map(match -> match.group(1))
                    .toList())) {
                if (Files.exists(sources.resolve(module + ".py"))) {
                    assertThat(folder.resolve(module + ".py"))
                            .as(program.getFileName() + " imports it")
                            .exists();
                }
            }
        }
    }

    @Test
    void requirements_have_a_name_of_their_own() {
        assertThat(ExportToolchain.requirementsId())
                .matches("[0-9a-f]{12}")
                .isEqualTo(ExportToolchain.requirementsId());
    }

    private static List<Path> programs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".py")).toList();
        }
    }
}
