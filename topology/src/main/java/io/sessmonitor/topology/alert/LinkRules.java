package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.alert.Condition.Change;
import io.sessmonitor.topology.alert.Condition.Loss;
import io.sessmonitor.topology.alert.Condition.NoData;
import io.sessmonitor.topology.alert.Condition.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The rules of one link and where each stands. Knows no Kafka and no clock, so that a recording can be tested with it.
 * Not thread-safe.
 *
 * <p>A measured rule takes its time from what it measures: the end of a window, {@code capturedAt} of a frame; but never
 * one later than the wall clock, so that a record from the future does not hold up what follows. Silence is measured by
 * the wall clock.
 */
public final class LinkRules {

    /** Is told what changed. */
    public interface Listener {

        /** A rule entered a state that is to be published. */
        void changed(Rule rule, Link link, Step.Change change);

        /** What must survive a restart is different. */
        void stateChanged(Rule rule, Link link, RuleState state);
    }

    private static final class Entry {
        private final Rule rule;
        private RuleState state;

        Entry(Rule rule, RuleState state) {
            this.rule = rule;
            this.state = state;
        }
    }

    private static final long RULELESS = 60_000;

    private final Link link;
    private final List<Entry> entries = new ArrayList<>();
    private final Listener listener;

    /** Milliseconds without a received frame, and without any record; below 0 until the tick after a record. */
    private long silent;

    private long unheard;

    /** @param states where the rules stood before, by name */
    LinkRules(Link link, List<Rule> rules, Map<String, RuleState> states, Listener listener) {
        this.link = link;
        this.listener = listener;
        for (Rule rule : rules) {
            if (rule.isFor(link)) {
                entries.add(new Entry(rule, states.getOrDefault(rule.name(), RuleState.NEW)));
            }
        }
    }

    Link link() {
        return link;
    }

    /** The rules that are for this link. */
    List<Rule> rules() {
        return entries.stream().map(entry -> entry.rule).toList();
    }

    /** Makes no-data rules known to the store, so that the link is missed even after a restart. */
    void remember() {
        for (Entry entry : entries) {
            if (entry.rule.condition() instanceof NoData) {
                listener.stateChanged(entry.rule, link, entry.state);
            }
        }
    }

    /**
     * A record of {@code sess.scores}.
     *
     * @param wall wall clock, milliseconds
     * @param sinceTick milliseconds since the last tick, which the next one will count although they are not silent
     */
    void frame(FrameScore frame, long wall, long sinceTick) {
        unheard = -sinceTick;
        boolean received = frame.getOutcome() != Outcome.MISSING;
        if (received) {
            silent = -sinceTick;
        }
        long time = Math.min(frame.getCapturedAt().toEpochMilli(), wall);
        for (Entry entry : entries) {
            Condition condition = entry.rule.condition();
            if (condition instanceof NoData) {
                if (received) {
                    take(entry, Detector.received(entry.rule, entry.state, wall));
                }
            } else if (condition.window().isEmpty()) {
                measure(entry, field(condition).of(frame), time);
            }
        }
    }

    /** An aggregate; only final ones count. */
    void aggregate(LinkAggregate aggregate, long wall) {
        if (!aggregate.getIsFinal()) {
            return;
        }
        long time = Math.min(aggregate.getWindowEnd().toEpochMilli(), wall);
        for (Entry entry : entries) {
            Condition condition = entry.rule.condition();
            boolean mine = condition.window().isPresent()
                    && condition.window().get().toMillis() == aggregate.getWindowSize()
                    && aggregate.getFrames() >= condition.minFrames();
            if (mine) {
                measure(
                        entry,
                        condition instanceof Loss loss
                                ? ratio(loss, aggregate)
                                : field(condition).of(aggregate),
                        time);
            }
        }
    }

    /**
     * Time went by.
     *
     * @param step milliseconds since the last tick
     * @return false if nothing was heard of the link for so long that every rule has forgotten it
     */
    boolean tick(long wall, long step) {
        silent += step;
        unheard += step;
        // A link without rules is kept for a while only so that its next frames need not look for rules again.
        boolean known = entries.isEmpty() && unheard < RULELESS;
        for (Entry entry : entries) {
            if (unheard >= entry.rule.expire().toMillis()) {
                take(entry, Detector.end(entry.state, wall));
                continue;
            }
            known = true;
            if (entry.rule.condition() instanceof NoData) {
                take(entry, Detector.silence(entry.rule, entry.state, silent, Math.min(step, silent), wall));
            }
        }
        return known;
    }

    private void measure(Entry entry, OptionalDouble value, long time) {
        if (value.isPresent()) {
            take(entry, Detector.measure(entry.rule, entry.state, value.getAsDouble(), time));
        }
    }

    private void take(Entry entry, Step step) {
        step.changes().forEach(change -> listener.changed(entry.rule, link, change));
        if (!step.state().equals(entry.state)) {
            entry.state = step.state();
            listener.stateChanged(entry.rule, link, entry.state);
        }
    }

    private static Field field(Condition condition) {
        return condition instanceof Change change ? change.field() : ((Threshold) condition).field();
    }

    private static OptionalDouble ratio(Loss loss, LinkAggregate aggregate) {
        long lost = 0;
        for (Outcome outcome : loss.counts()) {
            lost += aggregate.getOutcomes().getOrDefault(outcome.name(), 0L);
        }
        return aggregate.getFrames() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) lost / aggregate.getFrames());
    }
}
