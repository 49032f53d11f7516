package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.envelope.Names;
import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.NodeNames;
import io.sessmonitor.topology.StoreNames;
import io.sessmonitor.topology.WallSteps;
import io.sessmonitor.topology.config.WindowConfig;
import io.sessmonitor.topology.failure.DeadLetterReason;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.failure.Origin;
import io.sessmonitor.topology.failure.RetryLaterException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sums up the scores of a task's links in tumbling windows of event time, capturedAt.
 *
 * <p>Each window is published when something came since the last time, at most once in {@value #TICK_MILLIS} ms, and
 * <b>exactly once as final</b>, when it closes. It closes when its link's own time ({@link LinkWindows}) has come to
 * its end plus lag, the lag being {@code pairing.wait} plus {@code windows.grace}.
 *
 * <table>
 *   <caption>What becomes of a score, by its capturedAt</caption>
 *   <tr><td>in an open window, or one that was never opened and is not closed</td><td>counts there</td></tr>
 *   <tr><td>in a closed window</td><td>late: counted as such in the newest open window of that size, or the next</td></tr>
 *   <tr><td>further than {@code windows.ahead} beyond the wall clock</td>
 *       <td>early: counted as such likewise, in no window, and moves no time</td></tr>
 *   <tr><td>of a link beyond {@code windows.max-links}</td><td>counted in the metrics, warned about</td></tr>
 * </table>
 *
 * So a wrong clock, however wrong, touches the windows of its own link only, and a link has at most lag plus ahead in
 * units of its size, and two, windows open of each size. Everything is in the {@link WindowStore}; {@link #init} makes
 * anew from it what else is here, also when a task goes on after a transaction that had to be given up. One instance a task, used by its stream thread only.
 */
public final class WindowProcessor implements Processor<byte[], byte[], Object, Object> {

    static final long TICK_MILLIS = 1000;

    private final WindowConfig config;
    private final List<Long> sizes;
    private final long lag;
    private final ScoreCodec codec;
    private final DeadLetters letters;
    private final MonitorMetrics metrics;
    private final boolean alerts;
    private ProcessorContext<Object, Object> context;
    private AsideLog aside;
    private WindowStore store;
    private Map<String, LinkWindows> links;
    private long lastTick;
    private long running;

    /** A processor for frames that wait {@code pairingWait} until they are MISSING; {@code alerts} says whether rules follow. */
    public WindowProcessor(
            WindowConfig config,
            Duration pairingWait,
            ScoreCodec codec,
            DeadLetters letters,
            MonitorMetrics metrics,
            boolean alerts) {
        this.config = config;
        this.sizes = config.sizes().stream().map(Duration::toMillis).toList();
        this.lag = pairingWait.plus(config.grace()).toMillis();
        this.codec = codec;
        this.letters = letters;
        this.metrics = metrics;
        this.alerts = alerts;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> kept = context.getStateStore(StoreNames.OPEN_WINDOWS);
        this.store = new WindowStore(kept, sizes);
        this.aside = new AsideLog();
        this.running = 0;
        this.lastTick = context.currentSystemTimeMs();
        // Sorted, so that what a tick publishes comes in the same order every time.
        this.links = new TreeMap<>(store.load(lastTick));
        context.schedule(Duration.ofMillis(TICK_MILLIS), PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        FrameScore score;
        Link link;
        try {
            score = codec.decode(topic(), record.value());
            link = check(score, record.key());
        } catch (MalformedRecordException e) {
            bury(record, DeadLetterReason.of(e.reason()), e.getMessage());
            return;
        } catch (RegistryUnavailableException e) {
            throw new RetryLaterException(e.getMessage(), e);
        } catch (RuntimeException e) {
            // One record must not stop all others, again and again, at the same offset.
            bury(record, DeadLetterReason.UNREADABLE, e.getClass().getSimpleName() + ": " + e.getMessage());
            return;
        }
        LinkWindows windows = links.get(link.key());
        if (windows == null) {
            if (links.size() >= config.maxLinks()) {
                metrics.countUnfollowedScore();
                aside.unfollowed(link);
                return;
            }
            windows = store.begin(link);
            links.put(link.key(), windows);
        }
        if (alerts) {
            context.forward(record.withKey(link.key()).withValue(score), NodeNames.ALERTS);
        }
        take(windows, score);
    }

    private void take(LinkWindows link, FrameScore score) {
        long wall = context.currentSystemTimeMs();
        long captured = score.getCapturedAt().toEpochMilli();
        Sample sample = Sample.of(score, config.undecodableAsZero());
        link.hear(wall);
        if (captured > wall + config.ahead().toMillis()) {
            metrics.countEarlyScore();
            aside.early(link.link(), score);
            take(link, new WindowEvent.Taken(captured, captured, true, 0, sample));
            return;
        }
        long moved = Math.min(captured, wall);
        link.moveTo(moved, running);
        closeUntil(link, link.latest());
        int late = 0;
        for (int i = 0; i < sizes.size(); i++) {
            long size = sizes.get(i);
            long end = Math.floorDiv(captured, size) * size + size;
            if (end <= link.closed() || isDue(end, link.latest())) {
                late |= 1 << i;
            }
        }
        if (late != 0) {
            metrics.countLateScore();
            aside.late(link.link(), score);
        }
        take(link, new WindowEvent.Taken(captured, moved, false, late, sample));
    }

    private void take(LinkWindows link, WindowEvent.Taken event) {
        link.take(event, running);
        store.put(link, event);
    }

    /** Whether a window with that end closes when its link's time is that. */
    private boolean isDue(long end, long time) {
        return end + lag <= time;
    }

    private void closeUntil(LinkWindows link, long time) {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < sizes.size(); i++) {
            long size = sizes.get(i);
            for (Map.Entry<Long, Window> window : link.open(i).entrySet()) {
                long end = window.getKey() + size;
                if (!isDue(end, time)) {
                    break;
                }
                publish(link.link(), size, window.getKey(), window.getValue(), true);
                if (window.getValue().isStored()) {
                    store.delete(link.link(), size, window.getKey());
                }
                last = Math.max(last, end);
            }
        }
        if (last > Long.MIN_VALUE) {
            WindowEvent.Closed event = new WindowEvent.Closed(last);
            link.close(event);
            store.put(link, event);
        }
    }

    private void tick(long wall) {
        running += WallSteps.between(lastTick, wall);
        lastTick = wall;
        for (Iterator<LinkWindows> all = links.values().iterator(); all.hasNext(); ) {
            LinkWindows link = all.next();
            closeUntil(link, link.timeAt(running, config.idle().toMillis()));
            for (int i = 0; i < sizes.size(); i++) {
                for (Map.Entry<Long, Window> window : link.open(i).entrySet()) {
                    if (window.getValue().takeDirty()) {
                        publish(link.link(), sizes.get(i), window.getKey(), window.getValue(), false);
                    }
                }
            }
            if (link.isSilentSince(wall - config.remember().toMillis())) {
                store.delete(link);
                all.remove();
            }
        }
        aside.tick(running);
    }

    private void publish(Link link, long size, long start, Window window, boolean isFinal) {
        LinkAggregate aggregate = window.toRecord(link, start, size, isFinal, config.mostLost());
        Record<Object, Object> record =
                new Record<>(AggregateCodec.keyText(aggregate), aggregate, Math.max(0, context.currentSystemTimeMs()));
        context.forward(record, NodeNames.AGGREGATES_SINK);
        if (alerts) {
            context.forward(record, NodeNames.ALERTS);
        }
    }

    /** What the schema cannot say of a score. */
    private static Link check(FrameScore score, byte[] key) throws MalformedRecordException {
        String problem = Names.problem(score.getStream());
        if (problem == null) {
            problem = Names.problem(score.getReceiver());
        }
        if (problem != null) {
            throw new MalformedRecordException(
                    MalformedRecordException.Reason.BAD_FIELD, "the name of stream or receiver " + problem);
        }
        Link link = new Link(score.getStream(), score.getReceiver());
        if (!Arrays.equals(key, link.key().getBytes(StandardCharsets.UTF_8))) {
            throw new MalformedRecordException(
                    MalformedRecordException.Reason.BAD_KEY, "the key of a score is its link, " + link);
        }
        if (score.getCapturedAt().isBefore(Instant.EPOCH)) {
            throw new MalformedRecordException(
                    MalformedRecordException.Reason.BAD_FIELD, "capturedAt is before 1970: " + score.getCapturedAt());
        }
        if (score.getOutcome() == Outcome.SCORED
                && (score.getScore() == null || !(score.getScore() >= 0 && score.getScore() <= 1))) {
            throw new MalformedRecordException(
                    MalformedRecordException.Reason.BAD_FIELD,
                    "a SCORED frame has a score from 0 to 1, not " + score.getScore());
        }
        return link;
    }

    private void bury(Record<byte[], byte[]> record, DeadLetterReason reason, String detail) {
        metrics.countDeadLetter(reason);
        Origin origin = Origin.of(context, record);
        context.forward(
                letters.letter(origin, reason, detail, context.currentSystemTimeMs()), NodeNames.WINDOWS_DLQ_SINK);
    }

    private String topic() {
        return metadata().topic();
    }

    private RecordMetadata metadata() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a source record without coordinates"));
    }
}
