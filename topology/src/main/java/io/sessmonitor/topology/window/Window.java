package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one open window of one link holds: sums, quantiles, lost objects, of bounded size whatever comes. Used by one stream
 * thread only.
 */
final class Window {

    /** Outcomes of frames; the others are notes beside them. */
    private static final Set<Outcome> OF_FRAMES =
            EnumSet.of(Outcome.SCORED, Outcome.MISSING, Outcome.UNDECODABLE, Outcome.SKIPPED, Outcome.FAILED);

    private static final String MIXED = "mixed";
    private static final int VERSION = 2;
    private static final int MAX_METRICS = 32;

    /** Sum and count of one metric. */
    private static final class Metric {
        private long count;
        private double sum;
    }

    private final long[] outcomes = new long[Outcome.values().length];
    private final Map<String, Metric> metrics = new HashMap<>();
    private Quantiles quantiles = new Quantiles();
    private LostObjects lost = new LostObjects();
    private long scored;
    private double sum;
    private double min = 1;
    private double max;
    private long late;
    private long early;
    private String profile = "";
    private String bundle = "";
    private String bundleSha256 = "";
    /** Whether there is something that no aggregate has told yet. */
    private boolean dirty;
    /** Whether it has changed since it was last stored. */
    private boolean unstored;
    /** Whether the store has it in any state. */
    private boolean stored;

    void add(Sample sample) {
        outcomes[sample.outcome().ordinal()]++;
        if (!Double.isNaN(sample.score())) {
            number(sample.score());
        }
        sample.metrics().forEach(this::metric);
        sample.lost().forEach(object -> lost.add(object.name(), object.value()));
        maker(sample);
        changed();
    }

    void addLate(long count) {
        late += count;
        changed();
    }

    void addEarly(long count) {
        early += count;
        changed();
    }

    private void changed() {
        dirty = true;
        unstored = true;
    }

    /** Whether something came since the last call. */
    boolean takeDirty() {
        boolean was = dirty;
        dirty = false;
        return was;
    }

    /** Whether it has changed since it was last stored. */
    boolean isUnstored() {
        return unstored;
    }

    /** Whether the store has it in any state. */
    boolean isStored() {
        return stored;
    }

    /** The store has it as it is. */
    void stored() {
        stored = true;
        unstored = false;
    }

    private void number(double score) {
        scored++;
        sum += score;
        min = Math.min(min, score);
        max = Math.max(max, score);
        quantiles.add(score);
    }

    private void metric(Sample.Figure figure) {
        String name = figure.name();
        Metric metric = metrics.get(name);
        if (metric == null) {
            if (metrics.size() == MAX_METRICS) {
                return;
            }
            metric = new Metric();
            metrics.put(name, metric);
        }
        metric.count++;
        metric.sum += figure.value();
    }

    private void maker(Sample sample) {
        profile = common(profile, sample.profile());
        String before = bundleSha256;
        bundleSha256 = common(bundleSha256, sample.bundleSha256());
        bundle = common(bundle, sample.bundle());
        if (bundleSha256.equals(MIXED) && !before.equals(MIXED)) {
            bundle = MIXED;
        }
    }

    private static String common(String before, String now) {
        return now.isEmpty() || before.equals(now) ? before : before.isEmpty() ? now : MIXED;
    }

    /**
     * What this window says now.
     *
     * @param start start in milliseconds since the epoch
     * @param size length in milliseconds
     * @param mostLost names in the list of lost objects
     */
    LinkAggregate toRecord(Link link, long start, long size, boolean isFinal, int mostLost) {
        Map<String, Long> counts = new TreeMap<>();
        long frames = 0;
        for (Outcome outcome : Outcome.values()) {
            long count = outcomes[outcome.ordinal()];
            if (count > 0) {
                counts.put(outcome.name(), count);
                frames += OF_FRAMES.contains(outcome) ? count : 0;
            }
        }
        Map<String, Double> means = new TreeMap<>();
        Map<String, Long> meansOver = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            means.put(name, metric.sum / metric.count);
            meansOver.put(name, metric.count);
        });
        LinkAggregate record = LinkAggregate.newBuilder()
                .setStream(link.stream())
                .setReceiver(link.receiver())
                .setWindowStart(Instant.ofEpochMilli(start))
                .setWindowEnd(Instant.ofEpochMilli(start + size))
                .setWindowSize(size)
                .setIsFinal(isFinal)
                .setFrames(frames)
                .setOutcomes(counts)
                .setScored(scored)
                .setMetrics(means)
                .setMetricCounts(meansOver)
                .setMostLost(lost.dearest(mostLost))
                .setLate(late)
                .setEarly(early)
                .setProfile(profile.isEmpty() ? null : profile)
                .setBundle(bundle.isEmpty() ? null : bundle)
                .build();
        if (scored > 0) {
            double[] at = quantiles.at(.05, .5, .95);
            record.setMean(Math.min(max, Math.max(min, sum / scored)));
            record.setMin(min);
            record.setMax(max);
            record.setP05(at[0]);
            record.setP50(at[1]);
            record.setP95(at[2]);
            record.setSketch(ByteBuffer.wrap(quantiles.sketch()));
        }
        return record;
    }

    /** The form in the state store. */
    byte[] toBytes() {
        CompactWriter out =
                new CompactWriter().octet(VERSION).number(late).number(early).octet(outcomes.length);
        for (long count : outcomes) {
            out.number(count);
        }
        out.number(scored).real(sum).real(min).real(max);
        quantiles.write(out);
        out.number(metrics.size());
        new TreeMap<>(metrics)
                .forEach((name, metric) -> out.text(name).number(metric.count).real(metric.sum));
        lost.write(out);
        return out.text(profile).text(bundle).text(bundleSha256).toBytes();
    }

    /** A window as the store has it. What of it was published is not known, so it counts as not published. */
    static Window of(byte[] bytes) {
        CompactReader in = new CompactReader(bytes).version(VERSION, "a window");
        Window window = new Window();
        window.late = in.number();
        window.early = in.number();
        int kinds = in.octet();
        if (kinds > window.outcomes.length) {
            throw new IllegalStateException("a window in the state store counts " + kinds
                    + " outcomes, this program knows " + window.outcomes.length);
        }
        for (int i = 0; i < kinds; i++) {
            window.outcomes[i] = in.number();
        }
        window.scored = in.number();
        window.sum = in.real();
        window.min = in.real();
        window.max = in.real();
        window.quantiles = Quantiles.read(in);
        for (int left = in.length(10); left > 0; left--) {
            Metric metric = new Metric();
            window.metrics.put(in.text(), metric);
            metric.count = in.number();
            metric.sum = in.real();
        }
        window.lost = LostObjects.read(in);
        window.profile = in.text();
        window.bundle = in.text();
        window.bundleSha256 = in.text();
        window.dirty = true;
        window.stored = true;
        return window;
    }
}
