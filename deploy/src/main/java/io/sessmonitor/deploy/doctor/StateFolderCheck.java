package io.sessmonitor.deploy.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** The folder of the state stores: writable, and with room. Leaves nothing behind and makes no folder. */
final class StateFolderCheck implements Check {

    private static final long MIB = 1 << 20;
    private static final long TOO_LITTLE_MIB = 256;
    private static final long LITTLE_MIB = 2048;
    private static final String REMEDY = "free some, or choose another folder with kafka.state.dir";

    @Override
    public String name() {
        return "state";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        Path folder;
        try {
            folder = Path.of(new StreamsConfig(context.config().streamsProperties())
                            .getString(StreamsConfig.STATE_DIR_CONFIG))
                    .toAbsolutePath();
        } catch (ConfigException e) {
            findings.note("not checked: a kafka.* setting cannot be used");
            return findings.all();
        } catch (InvalidPathException e) {
            findings.problem("kafka.state.dir is not a path: " + e.getMessage());
            return findings.all();
        }
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        look(folder, existing, findings);
        return findings.all();
    }

    private static void look(Path folder, Path existing, Findings findings) {
        if (!Files.isDirectory(existing)) {
            findings.problem(existing + " is a file, not a folder; choose another kafka.state.dir");
            return;
        }
        try {
            Files.delete(Files.createTempFile(existing, ".sess-monitor-doctor", null));
            long free = Files.getFileStore(existing).getUsableSpace() / MIB;
            if (free < TOO_LITTLE_MIB) {
                findings.problem(folder + ": only " + free + " MiB free; " + REMEDY);
            } else {
                findings.ok(folder + " can be written, " + free + " MiB free");
                if (free < LITTLE_MIB) {
                    findings.note(folder + ": less than " + LITTLE_MIB
                            + " MiB free; if it runs full the monitor stops: " + REMEDY);
                }
            }
        } catch (IOException e) {
            findings.problem(folder + " cannot be written (" + e.getMessage()
                    + "); give this user the right to, or choose another kafka.state.dir");
            return;
        }
        if (folder.startsWith(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath())) {
            findings.note(
                    folder + " lies in the folder for temporary files: when that is emptied the state is read from its"
                            + " changelog again, which takes a while; kafka.state.dir sets another");
        }
    }
}
