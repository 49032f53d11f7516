package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.models.FileCheck;
import io.sessmonitor.models.ModelsFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models}: the model bundles there are. */
@Command(
        name = "models",
        description = {"List, verify, pull and make model bundles.", ""},
        subcommands = {
            ModelsCommand.ListBundles.class,
            ModelsCommand.Verify.class,
            ModelsPullCommand.class,
            ModelsExportCommand.class
        })
final class ModelsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: list, verify, pull or export");
    }

    /** {@code models list}. */
    @Command(
            name = "list",
            description = {
                "List the bundles that come with this program or were pulled; each is verified as it is opened.",
                ""
            })
    static final class ListBundles implements Callable<Integer> {

        private final Console console;

        @Mixin
        private CommonOptions common;

        @Mixin
        private TextOrJsonOption format;

        @Mixin
        private ModelsFolderOption folderOption;

        ListBundles(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws BundleException, IOException {
            TextTable table = new TextTable("bundle", "version", "family", "licence", "sha256", "where");
            ModelsFolder folder = folderOption.folder(console);
            List<String> names = new ArrayList<>(BundleCatalog.embedded());
            names.addAll(folder.names());
            boolean damaged = false;
            for (String name : names) {
                Bundle bundle;
                try {
                    bundle = BundleCatalog.open(name, folder);
                } catch (BundleException e) {
                    // The others are listed all the same.
                    console.err().println(e.getMessage());
                    damaged = true;
                    continue;
                }
                if (format.isJson()) {
                    console.out().println(Json.line(json(bundle)));
                }
                table.row(
                        bundle.name(),
                        bundle.version(),
                        bundle.family(),
                        bundle.licence(),
                        bundle.sha256().substring(0, 12),
                        bundle.location());
            }
            if (!format.isJson()) {
                table.print(console.out());
            }
            return damaged ? ExitCodes.FAILED : ExitCodes.FINE;
        }

        private static ObjectNode json(Bundle bundle) {
            ObjectNode node = Json.object();
            node.put("name", bundle.name());
            node.put("version", bundle.version());
            node.put("family", bundle.family());
            node.put("licence", bundle.licence());
            node.put("source", bundle.source());
            node.put("sha256", bundle.sha256());
            node.put("location", bundle.location());
            node.put("matchThreshold", bundle.matchThreshold());
            bundle.components().forEach(node.putArray("components")::add);
            bundle.predicates().forEach(node.putArray("predicates")::add);
            return node;
        }
    }

    /** {@code models verify}. */
    @Command(
            name = "verify",
            description = {"Read every file of a bundle and compare its size and SHA-256 with the bundle's own.", ""})
    static final class Verify implements Callable<Integer> {

        private final Console console;

        @Mixin
        private CommonOptions common;

        @Parameters(
                paramLabel = "NAME|PATH",
                arity = "0..*",
                description = "Embedded and pulled bundles by name, others by folder. Default: all embedded and pulled "
                        + "ones.")
        private List<String> bundles = new ArrayList<>();

        @Mixin
        private TextOrJsonOption format;

        @Mixin
        private ModelsFolderOption folderOption;

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws BundleException, IOException {
            boolean damaged = false;
            ModelsFolder folder = folderOption.folder(console);
            if (bundles.isEmpty()) {
                bundles.addAll(BundleCatalog.embedded());
                bundles.addAll(folder.names());
            }
            for (String bundle : bundles) {
                List<FileCheck> checks = BundleCatalog.verify(bundle, folder);
                for (FileCheck check : checks) {
                    print(bundle, check);
                }
                if (checks.stream().allMatch(FileCheck::ok)) {
                    // The files are those the bundle names; opening it shows that they also fit together.
                    BundleCatalog.open(bundle, folder);
                } else {
                    damaged = true;
                }
            }
            return damaged ? ExitCodes.FAILED : ExitCodes.FINE;
        }

        private void print(String bundle, FileCheck check) {
            if (!format.isJson()) {
                console.out().println(bundle + "  " + check.describe());
                return;
            }
            ObjectNode node = Json.object();
            node.put("bundle", bundle);
            node.put("component", check.component());
            node.put("file", check.file());
            node.put("state", check.state().name().toLowerCase(Locale.ROOT));
            node.put("expectedSize", check.expectedSize());
            node.put("foundSize", check.foundSize());
            node.put("expectedSha256", check.expectedSha256());
            node.put("foundSha256", check.foundSha256());
            console.out().println(Json.line(node));
        }
    }
}
