package io.sessmonitor.deploy.bench;

import io.sessmonitor.schemas.wire.RegistryException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Frames are sent for a receiver that is dead: memory and state over time. */
final class SilenceRun {

    private static final int PICTURE_BYTES = 2048;
    private static final int REPORT_SECONDS = 30;

    private SilenceRun() {}

    static void run(BenchmarkOptions options, PrintStream out)
            throws IOException, RegistryException, ExecutionException, InterruptedException {
        try (BenchSite site = new BenchSite(options);
                KafkaProducer<byte[], byte[]> producer = site.producer()) {
            Topics.create(site.admin(), true);
            ChildProcess client = site.client(Variant.MONITOR);
            Thread reports = new Thread(() -> report(client, site, out), "memory-reports");
            reports.setDaemon(true);
            reports.start();
            FrameRecords frames = site.frames(PICTURE_BYTES);
            long start = System.nanoTime();
            int count = options.silence * options.silenceRate;
            for (int sent = 0; sent < count; ) {
                int due = (int) Math.min(count, (System.nanoTime() - start) / 1e9 * options.silenceRate + 1);
                for (; sent < due; sent++) {
                    producer.send(frames.sent(sent, null));
                }
                Thread.sleep(1);
            }
        }
    }

    private static void report(ChildProcess client, BenchSite site, PrintStream out) {
        try {
            out.println("seconds, MiB of heap in use, MiB resident, bytes of state, bytes of changelog");
            for (int seconds = 5; ; seconds += 5) {
                String said = client.await("MEMORY");
                if (seconds % REPORT_SECONDS == 0) {
                    long changelog = Topics.bytes(site.admin()).entrySet().stream()
                            .filter(topic -> topic.getKey().endsWith("-changelog"))
                            .mapToLong(java.util.Map.Entry::getValue)
                            .sum();
                    out.println(seconds + " " + said + " changelog=" + changelog);
                }
            }
        } catch (IOException | ExecutionException e) {
            // The run is over and the client gone.
            out.println("end of the reports");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
