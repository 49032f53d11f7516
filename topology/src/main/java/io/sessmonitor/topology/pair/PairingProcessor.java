package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.StoreNames;
import io.sessmonitor.topology.config.PairingConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.failure.DeadLetterReason;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.ingest.Arrival;
import io.sessmonitor.topology.ingest.LinkNews;
import io.sessmonitor.topology.ingest.PairingInput;
import io.sessmonitor.topology.state.WriteBehindStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Pairs the sent frames of a task with what its receivers made of them, by frame ID, whichever comes first.
 *
 * <p><b>Each sent frame has exactly one outcome on each of its links</b>: SCORED, UNDECODABLE, FAILED or SKIPPED, given by
 * scoring to a complete pair, or MISSING, given here. DUPLICATE, LATE and ORPHAN are notes about received records, beside
 * the outcomes. A frame's links are the declared ones of its stream; without such, those discovered by the time its wait
 * ends, and any receiver its picture came from.
 *
 * <table>
 *   <caption>S: sent, R: received on a link, with time in units of the wait; what is published, and when</caption>
 *   <tr><td>S 0, R .5</td><td>.5: pair</td></tr>
 *   <tr><td>R 0, S .5</td><td>.5: pair</td></tr>
 *   <tr><td>S 0</td><td>1: MISSING</td></tr>
 *   <tr><td>R 0</td><td>1: ORPHAN</td></tr>
 *   <tr><td>S 0, R .5, R .6, R 3</td><td>.5: pair; .6: DUPLICATE; 3: DUPLICATE</td></tr>
 *   <tr><td>R 0, R .2, S .5</td><td>.2: DUPLICATE; .5: pair</td></tr>
 *   <tr><td>S 0, R 2, R 3</td><td>1: MISSING; 2: LATE; 3: DUPLICATE</td></tr>
 *   <tr><td>S 0, R 2 on a link never seen before</td><td>2: MISSING and LATE</td></tr>
 *   <tr><td>R 0, R 2</td><td>1: ORPHAN; 2: DUPLICATE</td></tr>
 *   <tr><td>R 0, S 2, R 3 (sent too late)</td><td>1: ORPHAN; 2: MISSING; 3: DUPLICATE</td></tr>
 *   <tr><td>S 0, S .2, R .5, S 3</td><td>.2: dead letter; .5: pair with the first; 3: dead letter</td></tr>
 *   <tr><td>S 0, R .5, much later S, R</td><td>.5: pair; after {@code pairing.remember}: a new frame</td></tr>
 * </table>
 *
 * <p>Time is {@link MonitorTime}; outcomes that wait for it come up to {@link Deadlines#SLICE} ms later. What waits is in
 * the {@link FrameStore}; what else is here can be made anew from it, and is, in {@link #init}, which is called again when a
 * task goes on after a transaction that had to be given up. One instance a task, used by its stream thread only.
 */
public final class PairingProcessor implements Processor<String, PairingInput, Object, Object> {

    private static final Duration TICK = Duration.ofMillis(100);

    /** Frames settled before the thread gets back to its other work. */
    private static final int SWEEP_LIMIT = 2000;

    /** So often silent links are looked for in the time after which they are forgotten. */
    private static final int FORGETTINGS = 20;

    private final long waitFor;
    private final long remember;
    private final TopicsConfig topics;
    private final int partitions;
    private final LogWatch logs;
    private final Map<String, SortedSet<String>> declared;
    private final boolean sharesLinks;
    private final long forgetLinks;
    private final DeadLetters letters;
    private final MonitorMetrics metrics;
    private PairingResults results;
    private Links links;
    private Deadlines deadlines;
    private ProcessorContext<Object, Object> context;
    private FrameStore frames;
    private MonitorTime time;
    private long nextForgetting;

    /**
     * A processor of one task.
     *
     * @param partitions partitions that records may come from: those of the inputs, or 1 if only from the task's own
     * @param logs tells what of the inputs has been read
     */
    public PairingProcessor(
            PairingConfig config,
            TopicsConfig topics,
            int partitions,
            LogWatch logs,
            DeadLetters letters,
            MonitorMetrics metrics) {
        this.topics = topics;
        this.partitions = partitions;
        this.logs = logs;
        this.waitFor = config.waitFor().toMillis();
        this.remember = config.remember().toMillis();
        this.declared = config.links();
        this.sharesLinks = config.shareLinks();
        this.forgetLinks = config.forgetLinks().toMillis();
        this.letters = letters;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.results = new PairingResults(context, waitFor, letters, metrics);
        WriteBehindStore store = context.getStateStore(StoreNames.FRAMES);
        this.frames = new FrameStore(store, remember, metrics::countUnlinked);
        this.links = new Links(declared, forgetLinks, frames);
        this.deadlines = new Deadlines();
        this.nextForgetting = 0;
        this.time = null;
        long[] reached = {0};
        long[] sent = {0};
        long[] received = {0};
        frames.forEach(
                frame -> {
                    reached[0] = Math.max(reached[0], frame.touchedAt());
                    sent[0] = Math.max(sent[0], frame.sentAt());
                    frame.links().values().forEach(link -> received[0] = Math.max(received[0], link.arrivedAt()));
                    deadlines.add(waitsUntil(frame), frame);
                },
                touched -> reached[0] = Math.max(reached[0], touched),
                (link, known) -> {
                    reached[0] = Math.max(reached[0], known.heard());
                    links.restore(link, known);
                });
        this.time = new MonitorTime(reached[0], sent[0], received[0], hearings(), waitFor);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, wall -> {
            settle(time.tick(wall));
            frames.sweep(time.now());
            forgetLinks(time.now());
        });
    }

    /** What comes from another partition was read there, and passed on to this one. */
    private List<Hearing> hearings() {
        int own = context.taskId().partition();
        List<Hearing> hearings = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            int from = partitions == 1 ? own : i;
            for (String topic : List.of(topics.sent(), topics.received())) {
                TopicPartition input = new TopicPartition(topic, from);
                hearings.add(new Hearing(
                        logs,
                        from == own ? List.of(input) : List.of(input, new TopicPartition(topics.exchange(), own))));
            }
        }
        return hearings;
    }

    @Override
    public void process(Record<String, PairingInput> record) {
        if (record.value() instanceof LinkNews news) {
            links.heard(news.link().stream(), news.link().receiver(), time.now());
            return;
        }
        Arrival arrival = (Arrival) record.value();
        int from = partitions == 1 ? 0 : arrival.origin().partition();
        long arrived = time.record(arrival.isSent(), from, record.timestamp(), context.currentSystemTimeMs());
        settle(time.now());
        if (arrival.isSent()) {
            sent(record.key(), arrival, arrived);
        } else {
            received(record.key(), arrival, arrived);
        }
    }

    private void sent(String frameId, Arrival arrival, long arrived) {
        long now = time.now();
        FrameEnvelope envelope = arrival.envelope();
        FrameState frame = frames.get(frameId, envelope.stream(), envelope.sequence(), now);
        if (frame != null && frame.isSent()) {
            results.bury(
                    arrival,
                    DeadLetterReason.SENT_TWICE,
                    "frame " + frameId + " was sent before; the first one counts, and is remembered for"
                            + " pairing.remember after its last outcome");
            return;
        }
        if (frame == null) {
            frame = new FrameState(frameId, envelope.stream(), envelope.sequence());
        }
        long planned = waitsUntil(frame);
        Picture picture = Picture.of(envelope);
        frame.sent(arrived, picture);
        boolean complete = isComplete(frame);
        for (Iterator<Map.Entry<String, LinkState>> links =
                        frame.links().entrySet().iterator();
                links.hasNext(); ) {
            Map.Entry<String, LinkState> link = links.next();
            switch (link.getValue().status()) {
                case WAITING -> {
                    Picture received = link.getValue().picture();
                    if (now - link.getValue().arrivedAt() < waitFor) {
                        link.setValue(LinkState.PAIRED);
                        pair(frame, link.getKey(), picture, received, complete && !links.hasNext(), now);
                    } else {
                        // Due, but its slice of time was not over yet: as if it had been settled a moment ago.
                        results.orphan(frame, link.getKey(), received);
                        link.setValue(LinkState.LATE);
                        results.tooEarly(envelope, link.getKey());
                    }
                }
                case ORPHAN -> {
                    link.setValue(LinkState.LATE);
                    results.tooEarly(envelope, link.getKey());
                }
                default ->
                    throw new IllegalStateException("link " + link.getKey() + " of frame " + frameId
                            + " has an outcome before the frame was sent");
            }
        }
        keep(frame, complete, planned, now);
    }

    private void received(String frameId, Arrival arrival, long arrived) {
        long now = time.now();
        FrameEnvelope envelope = arrival.envelope();
        String receiver = envelope.receiver();
        if (links.refuses(envelope.stream(), receiver)) {
            results.bury(
                    arrival,
                    DeadLetterReason.UNDECLARED_LINK,
                    "the setting links declares links of stream " + envelope.stream() + ", but not " + envelope.stream()
                            + ">" + receiver);
            return;
        }
        FrameState frame = frames.get(frameId, envelope.stream(), envelope.sequence(), now);
        if (frame == null) {
            frame = new FrameState(frameId, envelope.stream(), envelope.sequence());
        }
        long planned = waitsUntil(frame);
        LinkState link = frame.links().get(receiver);
        Picture picture = Picture.of(envelope);
        if (link != null && link.status() != LinkState.Status.MISSING) {
            results.note(envelope, frame, Outcome.DUPLICATE, "received again");
            return;
        }
        if (link != null) {
            frame.links().put(receiver, LinkState.LATE);
            results.note(envelope, frame, Outcome.LATE, "received after its outcome was given as MISSING");
        } else if (!frame.isSent()) {
            frame.links().put(receiver, LinkState.waiting(arrived, picture));
        } else if (now - frame.sentAt() < waitFor && frame.picture() != null) {
            frame.links().put(receiver, LinkState.PAIRED);
            pair(frame, receiver, frame.picture(), picture, isComplete(frame), now);
        } else {
            frame.links().put(receiver, LinkState.LATE);
            results.missing(frame, receiver);
            results.note(envelope, frame, Outcome.LATE, "received after its wait was over");
        }
        keep(frame, isComplete(frame), planned, now);
    }

    /** Gives the outcomes whose time has come, and forgets what was remembered for long enough. */
    private void settle(long now) {
        for (int done = 0; done < SWEEP_LIMIT && deadlines.isDue(now); ) {
            for (String frameId : deadlines.take()) {
                done++;
                FrameState frame = frames.waiting(frameId);
                if (frame != null) {
                    settle(frame, now);
                }
            }
        }
    }

    private void settle(FrameState frame, long now) {
        if (!frame.isSent()) {
            frame.links().replaceAll((receiver, link) -> {
                if (link.status() != LinkState.Status.WAITING || now - link.arrivedAt() < waitFor) {
                    return link;
                }
                frame.touch(now);
                results.orphan(frame, receiver, link.picture());
                return LinkState.ORPHAN;
            });
        } else if (now - frame.sentAt() >= waitFor) {
            links.expected(frame.stream(), frame.sentAt() + waitFor, receiver -> {
                if (frame.links().putIfAbsent(receiver, LinkState.MISSING) == null) {
                    frame.touch(now);
                    results.missing(frame, receiver);
                }
            });
            frame.dropPicture();
        }
        file(frame, Long.MAX_VALUE, now);
    }

    private void keep(FrameState frame, boolean complete, long planned, long now) {
        frame.touch(now);
        if (complete) {
            frame.dropPicture();
        }
        file(frame, planned, now);
    }

    /** Every frame that waits has an entry among the deadlines that is not later than the end of its wait. */
    private void file(FrameState frame, long planned, long now) {
        long end = waitsUntil(frame);
        if (end == Long.MAX_VALUE) {
            frames.finish(frame, rememberFrom(frame), now);
            return;
        }
        frames.await(frame, now);
        if (end < planned) {
            deadlines.add(end, frame);
        }
    }

    /** Whether nothing more can be paired with it; without declared links somebody new may still receive it in time. */
    private boolean isComplete(FrameState frame) {
        if (!frame.isSent() || !links.isDeclared(frame.stream())) {
            return false;
        }
        boolean[] all = {true};
        links.expected(
                frame.stream(),
                frame.sentAt() + waitFor,
                receiver -> all[0] &= frame.links().containsKey(receiver));
        return all[0];
    }

    /** When a frame's wait ends, {@link Long#MAX_VALUE} if it waits for nothing, being new or finished. */
    private long waitsUntil(FrameState frame) {
        if (frame.isSent()) {
            return frame.picture() == null ? Long.MAX_VALUE : frame.sentAt() + waitFor;
        }
        long end = Long.MAX_VALUE;
        for (LinkState link : frame.links().values()) {
            if (link.status() == LinkState.Status.WAITING) {
                end = Math.min(end, link.arrivedAt() + waitFor);
            }
        }
        return end;
    }

    /** A frame is remembered from its last change on, and not before its wait is over. */
    private long rememberFrom(FrameState frame) {
        return frame.isSent() ? Math.max(frame.touchedAt(), frame.sentAt() + waitFor) : frame.touchedAt();
    }

    private void forgetLinks(long now) {
        if (now >= nextForgetting) {
            links.forget(now);
            nextForgetting = now + forgetLinks / FORGETTINGS;
        }
    }

    private void pair(FrameState frame, String receiver, Picture sent, Picture received, boolean last, long now) {
        if (links.heard(frame.stream(), receiver, now) && sharesLinks) {
            results.share(new Link(frame.stream(), receiver));
        }
        results.pair(frame, receiver, sent, received, last);
    }
}
