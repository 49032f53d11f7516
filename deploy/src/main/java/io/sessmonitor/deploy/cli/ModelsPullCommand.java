package io.sessmonitor.deploy.cli;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.ModelsFolder;
import io.sessmonitor.models.pull.BundlePull;
import io.sessmonitor.models.pull.Manifest;
import io.sessmonitor.models.pull.PullException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models pull}. */
@Command(
        name = "pull",
        description = {
            "Fetch a bundle by its manifest: shows the licences, goes on where an interrupted pull was, and puts the bundle "
                    + "in its place when every file is there and verified.",
            ""
        },
        footer = {
            "",
            "A manifest (YAML or JSON): format: 1, name, version, licence, terms, and files, each with file, url, size,",
            "sha256 and, where it differs, licence. bundle.yaml is one of the files."
        })
final class ModelsPullCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ModelsFolderOption folderOption;

    @Parameters(paramLabel = "NAME", description = "Name of the bundle.")
    private String name;

    @Option(
            names = "--manifest",
            paramLabel = "FILE|URL",
            description = "Where the bundle's manifest is. Default: one that comes with this program.")
    private String manifestAt;

    @Option(names = "--accept-licence", description = "Accept the licences without being asked.")
    private boolean accepted;

    @Option(names = "--replace", description = "Put the bundle in the place of another one of this name.")
    private boolean replace;

    @Option(
            names = "--allow-http",
            description = "Take http:// addresses of other machines; hashes are checked as always.")
    private boolean plainHttp;

    ModelsPullCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ModelsFolder folder = folderOption.folder(console);
        BundlePull pull = new BundlePull(folder, plainHttp);
        try {
            Manifest manifest = manifestAt == null ? Manifest.known(name) : pull.manifest(manifestAt);
            if (!manifest.name().equals(name)) {
                throw CommandException.usage(
                        manifestAt + ": is the manifest of '" + manifest.name() + "', not of '" + name + "'");
            }
            Optional<Bundle> there = pull.there(manifest);
            if (there.isPresent()) {
                console.out()
                        .println(there.get() + " is there already: "
                                + there.get().location());
                return ExitCodes.FINE;
            }
            show(manifest);
            if (!accepted && !asked()) {
                throw CommandException.usage("not pulled: the licence was not accepted");
            }
            Bundle bundle = pull(pull, manifest);
            console.out().println(bundle + " is ready: " + bundle.location());
            return ExitCodes.FINE;
        } catch (PullException e) {
            throw switch (e.problem()) {
                case NOT_PUBLISHED, BAD_MANIFEST, REFUSED_ADDRESS, THERE_ALREADY ->
                    CommandException.usage(e.getMessage());
                default -> CommandException.failed(e.getMessage(), e);
            };
        }
    }

    private Bundle pull(BundlePull pull, Manifest manifest) throws PullException, IOException, InterruptedException {
        long begin = System.nanoTime();
        long[] first = {-1};
        LiveLine line = new LiveLine(console, System::nanoTime);
        try {
            return pull.pull(manifest, replace, new BundlePull.Listener() {
                @Override
                public void at(String file, long bytes, long of) {
                    // What an earlier run received does not count for the rate.
                    first[0] = first[0] < 0 ? bytes : first[0];
                    line.show(() -> progress(file, bytes, of, bytes - first[0], System.nanoTime() - begin));
                }

                @Override
                public void again(String why, Duration pause) {
                    line.clear();
                    console.err().println(why + "; trying again in " + pause.toSeconds() + " s");
                }
            });
        } finally {
            line.clear();
        }
    }

    private static String progress(String file, long bytes, long of, long received, long nanos) {
        String left = received == 0
                ? ""
                : ", " + Amounts.time(Duration.ofNanos((long) ((double) nanos / received * (of - bytes)))) + " left";
        return LiveLine.bar((double) bytes / of) + " " + Amounts.bytes(bytes) + " of " + Amounts.bytes(of) + ", "
                + Amounts.rate(received, nanos) + left + "  " + file;
    }

    private void show(Manifest manifest) {
        console.err()
                .println("Bundle " + manifest.name() + " " + manifest.version() + ", "
                        + manifest.files().size() + " files, " + Amounts.bytes(manifest.size()) + "; licence "
                        + manifest.licence());
        if (manifest.terms() != null) {
            console.err().println(manifest.terms().strip());
        }
        TextTable table = new TextTable("file", ">size", "licence", "from");
        for (Manifest.File file : manifest.files()) {
            table.row(
                    file.file(),
                    Amounts.bytes(file.size()),
                    file.licence() == null ? manifest.licence() : file.licence(),
                    file.url());
        }
        table.print(console.err());
        console.err().flush();
    }

    private boolean asked() throws IOException {
        if (!console.errIsTerminal()) {
            throw CommandException.usage("not pulled: say --accept-licence if you accept the licences above");
        }
        console.err().print("Do you accept the licences? [y/N] ");
        console.err().flush();
        String answer = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
