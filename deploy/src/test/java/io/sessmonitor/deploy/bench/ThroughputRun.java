package io.sessmonitor.deploy.bench;

import io.sessmonitor.schemas.wire.RegistryException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Works off preloaded topics, as fast as it goes. */
final class ThroughputRun {

    /** Event time in which the last missing frames lie before the end: a little more than the wait. */
    private static final int TAIL_MILLIS = 6000;

    /**
     * What came out.
     *
     * @param seconds from the first poll with records to the broker's word that it has the last result
     * @param warmSeconds the same, from the moment half of the results were there
     * @param client CPU seconds of the variant's JVM in {@code seconds}
     * @param state bytes of the state folder after closing
     * @param changelog bytes of the changelog topics on the broker's disk
     * @param results bytes of the results on the broker's disk
     * @param others bytes of everything else there that is no input: offsets, transactions
     * @param input bytes of the input topics on the broker's disk
     */
    record Figures(
            Variant variant,
            int pairs,
            double seconds,
            double client,
            double broker,
            double warmSeconds,
            double warmClient,
            double warmBroker,
            long state,
            long changelog,
            long results,
            long others,
            long input,
            long resident) {

        double rate() {
            return pairs / seconds;
        }

        double warmRate() {
            return pairs / 2.0 / warmSeconds;
        }

        /** CPU microseconds a pair, both sides, in the second half. */
        double warmCpu() {
            return (warmClient + warmBroker) * 2e6 / pairs;
        }

        double cpu() {
            return (client + broker) * 1e6 / pairs;
        }
    }

    private ThroughputRun() {}

    static Figures run(BenchmarkOptions options, Variant variant, int pictureBytes, int pairs)
            throws IOException, RegistryException, ExecutionException, InterruptedException {
        int step = pictureBytes <= 10_000 ? 1 : 10;
        ArrivalPattern pattern = new ArrivalPattern(pairs, TAIL_MILLIS / step);
        try (BenchSite site = new BenchSite(options)) {
            Topics.create(site.admin(), false);
            int[] received = pattern.received();
            load(site, pattern, received, pictureBytes, step);
            // Every received frame has a result; the monitor tells of the missing ones as well.
            int results = received.length + (variant.isMonitor() ? pattern.missing() : 0);
            Map<String, Double> said =
                    parse(site.client(variant, "records=" + (pairs + received.length), "results=" + results)
                            .await("DONE"));
            if (said.get("errors") > 0 || variant != Variant.OUTER && said.get("results") != results) {
                // A transaction that was given up, or a machine so busy that a side fell silent: not a clean run.
                System.out.println("disturbed: " + said.get("results").longValue() + " results instead of " + results
                        + ", " + said.get("errors").longValue() + " errors");
            }
            long changelog = 0;
            long out = 0;
            long others = 0;
            long input = 0;
            for (Map.Entry<String, Long> topic : Topics.bytes(site.admin()).entrySet()) {
                switch (topic.getKey()) {
                    case Topics.SENT, Topics.RECEIVED -> input += topic.getValue();
                    case Topics.RESULTS -> out += topic.getValue();
                    default -> {
                        if (topic.getKey().endsWith("-changelog")) {
                            changelog += topic.getValue();
                        } else {
                            others += topic.getValue();
                        }
                    }
                }
            }
            return new Figures(
                    variant,
                    pairs,
                    said.get("seconds"),
                    said.get("client"),
                    said.get("broker"),
                    said.get("halfSeconds"),
                    said.get("halfClient"),
                    said.get("halfBroker"),
                    said.get("stateEnd").longValue(),
                    changelog,
                    out,
                    others,
                    input,
                    said.get("resident").longValue());
        }
    }

    private static void load(BenchSite site, ArrivalPattern pattern, int[] received, int pictureBytes, int step)
            throws RegistryException {
        FrameRecords frames = site.frames(pictureBytes);
        int sent = pattern.count();
        long start = System.currentTimeMillis() - (long) sent * step - 60_000;
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            for (int i = 0; i < Math.max(sent, received.length); i++) {
                if (i < sent) {
                    producer.send(frames.sent(i, start + (long) i * step));
                }
                if (i < received.length) {
                    // What is shuffled is the numbers, as on a network; time goes on evenly.
                    long at = start + LatencyRun.DELAY_MILLIS + (long) ((double) i * sent / received.length * step);
                    producer.send(frames.received(received[i], at));
                }
            }
        }
    }

    private static Map<String, Double> parse(String said) {
        Map<String, Double> values = new HashMap<>();
        for (String pair : said.split(" ")) {
            int at = pair.indexOf('=');
            values.put(pair.substring(0, at), Double.valueOf(pair.substring(at + 1)));
        }
        return values;
    }
}
