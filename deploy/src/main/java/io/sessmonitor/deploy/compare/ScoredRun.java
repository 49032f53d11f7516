package io.sessmonitor.deploy.compare;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.Link;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of each frame in one run. Keeps every frame in memory, some 300 bytes each. Used by one thread.
 */
public final class ScoredRun {

    /** Which frame on which link; in the order of links, then frames. */
    public record Key(Link link, long sequence) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byLink = link.key().compareTo(other.link.key());
            return byLink != 0 ? byLink : Long.compare(sequence, other.sequence);
        }
    }

    /**
     * What became of it.
     *
     * @param score null unless SCORED
     */
    public record Frame(Outcome outcome, Double score, Map<String, Double> metrics) {}

    private final String name;
    private final String streamSuffix;
    private final SortedMap<Key, Frame> frames = new TreeMap<>();
    private final Set<String> identities = new TreeSet<>();
    private long notes;
    private long repeated;

    /**
     * An empty run.
     *
     * @param name for people
     * @param streamSuffix taken off the streams' names where it is there
     */
    public ScoredRun(String name, String streamSuffix) {
        this.name = name;
        this.streamSuffix = streamSuffix;
    }

    /** Takes an outcome. ORPHAN, DUPLICATE and LATE are notes beside the outcomes, and only counted. */
    public void add(FrameScore score) {
        switch (score.getOutcome()) {
            case ORPHAN, DUPLICATE, LATE -> {
                notes++;
                return;
            }
            default -> {}
        }
        String stream = score.getStream();
        if (!streamSuffix.isEmpty() && stream.endsWith(streamSuffix) && stream.length() > streamSuffix.length()) {
            stream = stream.substring(0, stream.length() - streamSuffix.length());
        }
        Frame before = frames.put(
                new Key(new Link(stream, score.getReceiver()), score.getSequence()),
                new Frame(score.getOutcome(), score.getScore(), Map.copyOf(score.getMetrics())));
        repeated += before == null ? 0 : 1;
        Bundle bundle = score.getBundle();
        if (score.getProfile() != null && bundle != null) {
            StringBuilder identity = new StringBuilder("profile " + score.getProfile() + ", bundle " + named(bundle));
            if (score.getMetricBundles() != null) {
                new TreeMap<>(score.getMetricBundles())
                        .forEach((metric, by) -> identity.append(", ")
                                .append(metric)
                                .append(" by ")
                                .append(named(by)));
            }
            if (score.getCalibration() != null) {
                identity.append(", calibration ").append(score.getCalibration());
            }
            identities.add(identity.toString());
        }
    }

    public String name() {
        return name;
    }

    private static String named(Bundle bundle) {
        String sha = bundle.getSha256();
        return bundle.getName() + " " + bundle.getVersion() + " (" + sha.substring(0, Math.min(12, sha.length())) + ")";
    }

    /** All frames with an outcome, in order. */
    public SortedMap<Key, Frame> frames() {
        return frames;
    }

    /** Profile, bundles and calibration of its scores; more than one if they are mixed. */
    public Set<String> identities() {
        return identities;
    }

    /** Notes about received pictures beside the outcomes. */
    public long notes() {
        return notes;
    }

    /** Outcomes of frames that had one already; the last one counts. */
    public long repeated() {
        return repeated;
    }
}
