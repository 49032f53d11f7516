package io.sessmonitor.deploy.cli;

import io.sessmonitor.models.ModelsFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where pulled bundles lie. */
final class ModelsFolderOption {

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Folder of pulled bundles. Default: the environment's " + ModelsFolder.VARIABLE
                    + ", which all commands obey, or ~/.sess-monitor/models.")
    private Path folder;

    ModelsFolder folder(Console console) {
        return folder == null ? ModelsFolder.of(console.environment()) : new ModelsFolder(folder);
    }
}
