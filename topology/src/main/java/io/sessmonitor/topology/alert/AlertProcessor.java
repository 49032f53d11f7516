package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.topology.StoreNames;
import io.sessmonitor.topology.WallSteps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the rules to every score and every final aggregate of its partition, and to silence. Takes scores and aggregates,
 * gives alerts keyed {@code rule/stream>receiver}, in the transaction that also holds what the rules remember.
 *
 * <p>One for each task, used by its stream thread only. What survives lies in the store; the maps are copies of it, made
 * in {@code init}. A tick of more than {@value WallSteps#MAX} ms, or a clock that went back, does not count as silence: the
 * thread was held up and has not listened.
 */
public final class AlertProcessor implements Processor<String, SpecificRecord, String, Alert> {

    /** How often silence is looked at. */
    static final Duration TICK = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(AlertProcessor.class);

    private final List<Rule> rules;
    private final Map<Link, LinkRules> links = new LinkedHashMap<>();
    private final List<Alert> orphans = new ArrayList<>();
    private ProcessorContext<String, Alert> context;
    private AlertStore store;
    private long lastTick;

    public AlertProcessor(Rules rules) {
        this.rules = rules.rules();
    }

    @Override
    public void init(ProcessorContext<String, Alert> processorContext) {
        context = processorContext;
        KeyValueStore<Bytes, byte[]> kept = processorContext.getStateStore(StoreNames.ALERTS);
        store = new AlertStore(kept);
        lastTick = processorContext.currentSystemTimeMs();
        // A task that is revived is initialised again, and then only the store counts.
        links.clear();
        orphans.clear();
        restore();
        processorContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        long wall = context.currentSystemTimeMs();
        if (record.value() instanceof FrameScore frame) {
            links(new Link(frame.getStream(), frame.getReceiver())).frame(frame, wall, sinceTick(wall));
        } else if (record.value() instanceof LinkAggregate aggregate) {
            links(new Link(aggregate.getStream(), aggregate.getReceiver())).aggregate(aggregate, wall);
        }
    }

    private LinkRules links(Link link) {
        LinkRules known = links.get(link);
        if (known == null) {
            known = new LinkRules(link, rules, Map.of(), new Publisher());
            links.put(link, known);
            known.remember();
        }
        return known;
    }

    private void tick(long wall) {
        long step = sinceTick(wall);
        lastTick = wall;
        orphans.forEach(this::publish);
        orphans.clear();
        links.values().removeIf(link -> {
            boolean forgotten = !link.tick(wall, step);
            if (forgotten) {
                link.rules().forEach(rule -> store.delete(rule.name(), link.link()));
            }
            return forgotten;
        });
    }

    private long sinceTick(long wall) {
        return WallSteps.between(lastTick, wall);
    }

    /** What belongs to a rule that is not there any more, or has another condition now, is ended with the first tick. */
    private void restore() {
        Map<String, Rule> byName = new HashMap<>();
        rules.forEach(rule -> byName.put(rule.name(), rule));
        Map<Link, Map<String, RuleState>> found = new LinkedHashMap<>();
        Set<Map.Entry<String, Link>> obsolete = new HashSet<>();
        store.forEach((name, link, stored) -> {
            Rule rule = byName.get(name);
            if (rule != null && rule.isFor(link) && rule.fingerprint() == stored.fingerprint()) {
                found.computeIfAbsent(link, l -> new HashMap<>()).put(name, stored.state());
                return;
            }
            obsolete.add(Map.entry(name, link));
            Detector.end(stored.state(), lastTick)
                    .changes()
                    .forEach(change -> orphans.add(
                            rule == null
                                    ? AlertRecords.ended(name, link, change)
                                    : AlertRecords.make(rule, link, change)));
        });
        obsolete.forEach(entry -> store.delete(entry.getKey(), entry.getValue()));
        found.forEach((link, states) -> {
            LinkRules restored = new LinkRules(link, rules, states, new Publisher());
            links.put(link, restored);
            restored.remember();
        });
    }

    private void publish(Alert alert) {
        Link link = new Link(alert.getStream(), alert.getReceiver());
        LOG.info("Alert {} on {}: {} ({})", alert.getRule(), link, alert.getState(), alert.getSummary());
        context.forward(
                new Record<>(AlertCodec.key(alert.getRule(), link), alert, Math.max(0, context.currentSystemTimeMs())));
    }

    /** Publishes and stores; one transaction holds both. */
    private final class Publisher implements LinkRules.Listener {

        @Override
        public void changed(Rule rule, Link link, Step.Change change) {
            publish(AlertRecords.make(rule, link, change));
        }

        @Override
        public void stateChanged(Rule rule, Link link, RuleState state) {
            boolean worthKeeping = !state.equals(RuleState.NEW) || rule.condition() instanceof Condition.NoData;
            if (worthKeeping) {
                store.put(rule, link, state);
            } else {
                store.delete(rule.name(), link);
            }
        }
    }
}
