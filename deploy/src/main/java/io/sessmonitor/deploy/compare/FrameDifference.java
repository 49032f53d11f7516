package io.sessmonitor.deploy.compare;

/**
 * One frame on one link in two runs.
 *
 * @param a what became of it in run A, null if that does not have it
 * @param b the same of run B
 */
public record FrameDifference(ScoredRun.Key key, ScoredRun.Frame a, ScoredRun.Frame b) {

    /** Score B - score A; null unless both have one. */
    public Double difference() {
        return a == null || b == null || a.score() == null || b.score() == null
                ? null
                : (Double) (b.score() - a.score());
    }

    /** Whether both runs have it, with different outcomes. */
    public boolean outcomeDiffers() {
        return a != null && b != null && a.outcome() != b.outcome();
    }
}
