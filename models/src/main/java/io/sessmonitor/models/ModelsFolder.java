package io.sessmonitor.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where bundles that were pulled lie: a folder for each, called by its name.
 *
 * @param root need not exist
 */
public record ModelsFolder(Path root) {

    /** Environment variable that names the folder. */
    public static final String VARIABLE = "SESS_MONITOR_MODELS";

    /** The folder the variable names, otherwise {@code .sess-monitor/models} in the user's home. */
    public static ModelsFolder of(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        return new ModelsFolder(
                named.isBlank()
                        ? Path.of(System.getProperty("user.home", "."), ".sess-monitor", "models")
                        : Path.of(named));
    }

    /** The folder of a bundle of this name, if there is one. */
    public Optional<Path> find(String name) {
        if (!Bundle.isName(name)) {
            return Optional.empty();
        }
        Path folder = root.resolve(name);
        return Files.isRegularFile(folder.resolve(BundleYaml.FILE)) ? Optional.of(folder) : Optional.empty();
    }

    /** Names of the bundles there, ascending. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> find(name).isPresent())
                    .sorted()
                    .toList();
        }
    }
}
