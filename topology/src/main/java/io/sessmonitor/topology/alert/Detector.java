package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.topology.alert.Condition.Change;
import io.sessmonitor.topology.alert.Condition.Direction;
import io.sessmonitor.topology.alert.Condition.Loss;
import io.sessmonitor.topology.alert.Condition.Method;
import io.sessmonitor.topology.alert.Condition.NoData;
import io.sessmonitor.topology.alert.Condition.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what one more measurement makes of a rule on a link. Pure: time is an argument, states go in and come out.
 *
 * <table>
 *   <caption>Phase by verdict</caption>
 *   <tr><th></th><th>bad</th><th>between threshold and clear</th><th>good</th></tr>
 *   <tr><td>OK</td><td>PENDING; with {@code for: 0s} FIRING at once</td><td>OK</td><td>OK</td></tr>
 *   <tr><td>PENDING</td><td>FIRING once it has held for {@code for}</td><td>OK</td><td>OK</td></tr>
 *   <tr><td>FIRING</td><td>FIRING</td><td>FIRING</td><td>OK</td></tr>
 * </table>
 *
 * <p>How long a condition has held is the time between bad measurements, added up: from the first bad one (a window counts
 * at its end, a frame when it was captured) to the latest. So a rule on windows of 10 s with {@code for: 30s} fires at the
 * fourth bad window in a row. A time before the latest one adds nothing; one that is more than {@value #DISORDER} ms
 * before it is a clock that was set back, and counting goes on from there.
 *
 * <p>Silence says nothing about a measured condition: what is pending or firing stays so until a measurement, or until the
 * link is forgotten. Only a no-data rule lives on silence, see {@link #silence}.
 */
final class Detector {

    /** Frames and windows of one link may come out of order by this many milliseconds. */
    static final long DISORDER = 60_000;

    private Detector() {}

    /**
     * One more value of a threshold, loss or change rule.
     *
     * @param value finite
     * @param time of the measurement, milliseconds
     */
    static Step measure(Rule rule, RuleState state, double value, long time) {
        Condition condition = rule.condition();
        if (condition instanceof Threshold threshold) {
            Verdict verdict = threshold.comparison().verdict(value, threshold.threshold(), threshold.clear());
            return judge(rule.hold(), state, verdict, value, time, elapsed(state, time));
        }
        if (condition instanceof Loss loss) {
            Verdict verdict = Comparison.ABOVE.verdict(value, loss.threshold(), loss.clear());
            return judge(rule.hold(), state, verdict, value, time, elapsed(state, time));
        }
        if (condition instanceof Change change) {
            return change(rule, change, state, value, time);
        }
        throw new IllegalArgumentException("rule " + rule.name() + " measures nothing");
    }

    /**
     * What a no-data rule makes of a link that has been silent.
     *
     * @param silent how long nothing has been received since the last frame, or since this program was started:
     *     milliseconds
     * @param elapsed how much of it is new since the last call
     * @param time wall clock, for the records
     */
    static Step silence(Rule rule, RuleState state, long silent, long elapsed, long time) {
        NoData condition = (NoData) rule.condition();
        // After a restart silence is counted anew, but what was silent before still is.
        boolean bad = state.phase() != Phase.OK || silent >= condition.after().toMillis();
        long known = state.phase() == Phase.OK ? silent : Math.max(silent, time - state.since());
        return judge(rule.hold(), state, bad ? Verdict.BAD : Verdict.GOOD, known / 1000.0, time, Math.max(0, elapsed));
    }

    /** A frame was received: whatever a no-data rule had is over. */
    static Step received(Rule rule, RuleState state, long time) {
        return judge(rule.hold(), state, Verdict.GOOD, 0, time, 0);
    }

    /** The link is forgotten, or the rule is not the same any more. */
    static Step end(RuleState state, long time) {
        List<Step.Change> changes = new ArrayList<>();
        if (state.phase() != Phase.OK) {
            changes.add(new Step.Change(AlertState.RESOLVED, state.since(), state.firedAt(), time, Double.NaN));
        }
        return new Step(RuleState.NEW, changes);
    }

    private static Step change(Rule rule, Change change, RuleState state, double value, long time) {
        Baseline before = state.baseline();
        if (before.count() < change.learn()) {
            return new Step(state.with(before.learn(value, change.span())), List.of());
        }
        if (state.phase() == Phase.FIRING
                && time - state.firedAt() >= change.adopt().toMillis()) {
            Step ended = end(state, time);
            return new Step(RuleState.NEW.with(Baseline.NONE.learn(value, change.span())), ended.changes());
        }
        double z = before.z(value, change.minDeviation());
        Baseline moved =
                change.method() == Method.CUSUM ? before.accumulate(z, change.drift(), 2 * change.threshold()) : before;
        double level = level(change, moved, z);
        Verdict verdict =
                level > change.threshold() ? Verdict.BAD : level < change.clear() ? Verdict.GOOD : Verdict.BETWEEN;
        Step step = judge(rule.hold(), state, verdict, level, time, elapsed(state, time));
        // Sums that have begun to grow must not be chased by the mean; a z-score needs all but the bad, or the variance
        // shrinks.
        boolean usual = step.state().phase() == Phase.OK
                && (change.method() == Method.CUSUM ? verdict == Verdict.GOOD : verdict != Verdict.BAD);
        return new Step(step.state().with(usual ? moved.learn(value, change.span()) : moved), step.changes());
    }

    private static double level(Change change, Baseline baseline, double z) {
        boolean sums = change.method() == Method.CUSUM;
        double falls = sums ? baseline.low() : -z;
        double rises = sums ? baseline.high() : z;
        return change.direction() == Direction.FALLS
                ? falls
                : change.direction() == Direction.RISES ? rises : Math.max(falls, rises);
    }

    private static long elapsed(RuleState state, long time) {
        return state.phase() == Phase.PENDING && time > state.last() ? time - state.last() : 0;
    }

    private static Step judge(Duration hold, RuleState state, Verdict verdict, double value, long time, long elapsed) {
        List<Step.Change> changes = new ArrayList<>(2);
        RuleState at = state;
        if (at.phase() == Phase.OK && verdict == Verdict.BAD) {
            at = move(at, Phase.PENDING, time, 0, 0, time);
            changes.add(new Step.Change(AlertState.PENDING, time, 0, time, value));
        } else if (at.phase() == Phase.PENDING && verdict == Verdict.BAD) {
            boolean ahead = time >= at.last() || at.last() - time > DISORDER;
            at = new RuleState(
                    Phase.PENDING, at.since(), 0, at.held() + elapsed, ahead ? time : at.last(), at.baseline());
        } else if (at.phase() == Phase.PENDING || at.phase() == Phase.FIRING && verdict == Verdict.GOOD) {
            changes.add(new Step.Change(AlertState.RESOLVED, at.since(), at.firedAt(), time, value));
            at = move(at, Phase.OK, 0, 0, 0, 0);
        }
        if (at.phase() == Phase.PENDING && at.held() >= hold.toMillis()) {
            changes.add(new Step.Change(AlertState.FIRING, at.since(), time, time, value));
            at = move(at, Phase.FIRING, at.since(), time, 0, 0);
        }
        return new Step(at, changes);
    }

    private static RuleState move(RuleState from, Phase to, long since, long firedAt, long held, long last) {
        if (!from.phase().next().contains(to)) {
            throw new IllegalStateException("a rule that is " + from.phase() + " cannot become " + to);
        }
        return new RuleState(to, since, firedAt, held, last, from.baseline());
    }
}
