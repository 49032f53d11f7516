package io.sessmonitor.deploy.doctor;

import io.sessmonitor.deploy.cli.Version;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;

/** Versions, and processors and memory of this machine, as this process sees them. */
final class SystemCheck implements Check {

    private static final long MIB = 1 << 20;

    private final int processors;
    private final long heapBytes;

    SystemCheck() {
        this(Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
    }

    SystemCheck(int processors, long heapBytes) {
        this.processors = processors;
        this.heapBytes = heapBytes;
    }

    @Override
    public String name() {
        return "system";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        findings.ok(version() + ", Kafka Streams " + AppInfoParser.getVersion() + ", Java " + Runtime.version() + " on "
                + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", " + processors + (processors == 1 ? " processor" : " processors")
                + ", " + heapBytes / MIB + " MiB of heap");
        long cache = context.config().payload().cacheBytes();
        long inWork = context.config().scorerSettings().maxBytesInFlight();
        String bounds =
                "payload.cache.bytes and scoring.max-bytes allow " + (cache + inWork) / MIB + " MiB of pictures";
        String remedy = "lower them, or give more heap (SESS_JAVA_OPTS=-Xmx...)";
        if (cache + inWork > heapBytes) {
            findings.problem(bounds + ", more than there is heap: " + remedy);
        } else if (cache + inWork > heapBytes / 4 * 3) {
            findings.note(bounds + ", more than three quarters of the heap: " + remedy + " if memory runs out");
        }
        return findings.all();
    }

    private static String version() {
        try {
            return new Version().getVersion()[0];
        } catch (IOException e) {
            return "sess-monitor of unknown version (" + e.getMessage() + ")";
        }
    }
}
