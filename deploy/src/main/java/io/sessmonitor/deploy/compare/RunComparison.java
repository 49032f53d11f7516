package io.sessmonitor.deploy.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Two runs, compared. */
public final class RunComparison {

    private static final Comparator<FrameDifference> MILDEST_FIRST = Comparator.comparingDouble(
                    (FrameDifference frame) -> Math.abs(frame.difference()))
            .thenComparing(FrameDifference::key, Comparator.reverseOrder());

    private final ScoredRun a;
    private final ScoredRun b;
    private final Differences all = new Differences();
    private final Map<String, Differences> links = new TreeMap<>();
    private final List<FrameDifference> worst;

    private RunComparison(ScoredRun a, ScoredRun b, double tolerance, int worst) {
        this.a = a;
        this.b = b;
        PriorityQueue<FrameDifference> farthest = new PriorityQueue<>(MILDEST_FIRST);
        frames(a, b, frame -> {
            Differences link = links.computeIfAbsent(frame.key().link().key(), key -> new Differences());
            for (Differences differences : List.of(all, link)) {
                if (frame.a() == null) {
                    differences.onlyB();
                } else if (frame.b() == null) {
                    differences.onlyA();
                } else {
                    differences.both(frame, differs(frame, tolerance));
                }
            }
            if (frame.difference() != null && Math.abs(frame.difference()) > tolerance) {
                farthest.add(frame);
                if (farthest.size() > worst) {
                    farthest.poll();
                }
            }
        });
        List<FrameDifference> sorted = new ArrayList<>(farthest);
        sorted.sort(MILDEST_FIRST.reversed());
        this.worst = List.copyOf(sorted);
    }

    /**
     * Compares.
     *
     * @param tolerance scores that differ by no more are taken for the same
     * @param worst how many of the frames that differ most are kept
     */
    public static RunComparison of(ScoredRun a, ScoredRun b, double tolerance, int worst) {
        return new RunComparison(a, b, tolerance, worst);
    }

    /** Whether a frame that both runs have has another outcome, or a score beyond the tolerance. */
    public static boolean differs(FrameDifference frame, double tolerance) {
        return frame.outcomeDiffers() || frame.difference() != null && Math.abs(frame.difference()) > tolerance;
    }

    /** Passes every frame of either run, in the order of links and frames. */
    public static void frames(ScoredRun a, ScoredRun b, Consumer<FrameDifference> each) {
        TreeSet<ScoredRun.Key> keys = new TreeSet<>(a.frames().keySet());
        keys.addAll(b.frames().keySet());
        keys.forEach(key -> each.accept(
                new FrameDifference(key, a.frames().get(key), b.frames().get(key))));
    }

    public ScoredRun a() {
        return a;
    }

    public ScoredRun b() {
        return b;
    }

    /** Over all links. */
    public Differences all() {
        return all;
    }

    /** By link, in order. */
    public Map<String, Differences> links() {
        return links;
    }

    /** The frames whose scores differ most, worst first. */
    public List<FrameDifference> worst() {
        return worst;
    }

    /** Whether anything differs: a score beyond the tolerance, an outcome, or a frame that only one run has. */
    public boolean different() {
        return all.different() > 0 || all.inA() > 0 || all.inB() > 0;
    }

    /** Whether the scores of both were made by the same profile, bundles and calibration, and so compare in absolute terms. */
    public boolean comparable() {
        return a.identities().equals(b.identities()) && a.identities().size() <= 1;
    }
}
