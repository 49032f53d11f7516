package io.sessmonitor.deploy.compare;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Differences B - A of frames that are in both runs. Keeps every score's difference. Used by one thread. */
public final class Differences {

    private final Map<String, double[]> metrics = new TreeMap<>();
    private double[] scores = new double[64];
    private int scored;
    private long both;
    private long onlyA;
    private long onlyB;
    private long outcomes;
    private long different;

    void onlyA() {
        onlyA++;
    }

    void onlyB() {
        onlyB++;
    }

    void both(FrameDifference frame, boolean isDifferent) {
        both++;
        outcomes += frame.outcomeDiffers() ? 1 : 0;
        different += isDifferent ? 1 : 0;
        if (frame.difference() == null) {
            return;
        }
        if (scored == scores.length) {
            scores = Arrays.copyOf(scores, 2 * scored);
        }
        scores[scored++] = frame.difference();
        frame.a().metrics().forEach((name, a) -> {
            Double b = frame.b().metrics().get(name);
            if (b != null && Double.isFinite(b - a)) {
                double[] sums = metrics.computeIfAbsent(name, key -> new double[3]);
                sums[0]++;
                sums[1] += b - a;
                sums[2] += Math.abs(b - a);
            }
        });
    }

    /** Frames that both runs have. */
    public long bothRuns() {
        return both;
    }

    /** Frames that only A has. */
    public long inA() {
        return onlyA;
    }

    /** Frames that only B has. */
    public long inB() {
        return onlyB;
    }

    /** Frames whose outcomes differ. */
    public long outcomesDiffer() {
        return outcomes;
    }

    /** Frames in both runs whose outcome, or score beyond the tolerance, differs. */
    public long different() {
        return different;
    }

    /** Frames scored in both. */
    public long scoredInBoth() {
        return scored;
    }

    /** Mean of B - A; NaN if there is none. */
    public double mean() {
        return Arrays.stream(scores, 0, scored).average().orElse(Double.NaN);
    }

    /** Mean of |B - A|; NaN if there is none. */
    public double meanAbsolute() {
        return Arrays.stream(scores, 0, scored).map(Math::abs).average().orElse(Double.NaN);
    }

    /** Median of |B - A|; NaN if there is none. */
    public double medianAbsolute() {
        double[] absolute = absolute();
        int half = scored / 2;
        return scored == 0 ? Double.NaN : scored % 2 == 1 ? absolute[half] : (absolute[half - 1] + absolute[half]) / 2;
    }

    /** Largest |B - A|; NaN if there is none. */
    public double maxAbsolute() {
        return scored == 0 ? Double.NaN : absolute()[scored - 1];
    }

    /** By metric: mean of B - A and mean of |B - A|. */
    public Map<String, double[]> metrics() {
        Map<String, double[]> means = new TreeMap<>();
        metrics.forEach((name, sums) -> means.put(name, new double[] {sums[1] / sums[0], sums[2] / sums[0]}));
        return means;
    }

    private double[] absolute() {
        double[] absolute = Arrays.stream(scores, 0, scored).map(Math::abs).toArray();
        Arrays.sort(absolute);
        return absolute;
    }
}
