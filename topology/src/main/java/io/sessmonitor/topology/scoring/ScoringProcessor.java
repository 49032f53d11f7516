package io.sessmonitor.topology.scoring;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.StoreNames;
import io.sessmonitor.topology.config.Overload;
import io.sessmonitor.topology.config.ScoringConfig;
import io.sessmonitor.topology.pair.OutcomeRecords;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.payload.Fetched;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.payload.PayloadFetcher;
import io.sessmonitor.topology.state.WriteBehindStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands complete pairs to the one scorer of the process and publishes their outcomes.
 *
 * <p>A pair is in the store {@link WaitingPairs} from its arrival until its outcome is forwarded, and leaves it in the
 * same transaction. Whatever ends the task in between, the pair is still in the store of its successor, which hands it in
 * again; the answer that was on its way to the old task falls into a queue nobody reads. A task whose transaction had to be
 * given up may also go on with this very object: {@link #init} then forgets everything and begins from the store.
 *
 * <p>Its way: {@code backlog} → (pictures in memory, or {@code reading}) → {@code loaded} → {@code scoring} → outcome.
 *
 * <p><b>When the scorer is full</b> the backlog grows. With {@code scoring.overload: block}, {@link #process} rests beyond
 * {@link #MAX_BACKLOG} pairs, takes in answers, tries again, and so holds back the consumer. It cannot wait for itself: the
 * scorer frees a place as soon as a pair is done, whether or not any task has taken the answer. And it does not wait
 * forever: {@link Rests} bounds that for all tasks of the thread, after that pairs only go into the backlog, so that the
 * thread gets to its other tasks, to commit and to poll.
 *
 * <p>With {@code sample} nobody rests. What waits beyond the bounds in pairs, bytes or time has the outcome SKIPPED, the oldest
 * first of the link that has most; and the scorer is given no more than it answers in time, see {@link Pace}. Half of
 * {@code scoring.max-latency} is for waiting here, half for the scorer.
 *
 * <p>One instance a task. Everything is touched by its stream thread only, except {@code answers}, into which the threads
 * of scorer and payload reader put.
 */
public final class ScoringProcessor implements Processor<String, ReadyPair, String, FrameScore> {

    private static final Logger LOG = LoggerFactory.getLogger(ScoringProcessor.class);

    /** How long a finished score waits at most for its thread, if that has nothing else to do. */
    static final Duration TICK = Duration.ofMillis(10);

    /** Pairs beyond those in the scorer's hands that a task takes before it holds back the consumer. */
    static final int MAX_BACKLOG = 32;

    /** Pairs at once whose pictures are read again, which bounds the memory for them. */
    static final int MAX_READING = 8;

    private sealed interface Answer {
        Ticket ticket();
    }

    private record Loaded(Ticket ticket, boolean sent, Fetched fetched) implements Answer {}

    private record Done(Ticket ticket, ScoreOutcome outcome) implements Answer {}

    private final SessScorer scorer;
    private final ScoringConfig config;
    private final PayloadCache cache;
    private final PayloadFetcher fetcher;
    private final MonitorMetrics metrics;
    private final Rests rests;
    private final boolean sampling;
    /** Half of the longest time a pair is to take; only when sampling. */
    private final long halfLatency;

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Backlog backlog = new Backlog();
    private final Set<Ticket> reading = new HashSet<>();
    private final Deque<Ticket> loaded = new ArrayDeque<>();
    /** Oldest first. */
    private final Set<Ticket> scoring = new LinkedHashSet<>();

    private ProcessorContext<String, FrameScore> context;
    private WaitingPairs waiting;
    private Pace pace;
    private Ticks ticks;
    /** When the scorer last took a pair, or when that it does not was last complained of. */
    private long lastTaken;

    public ScoringProcessor(
            SessScorer scorer,
            ScoringConfig config,
            PayloadCache cache,
            PayloadFetcher fetcher,
            MonitorMetrics metrics,
            Rests rests) {
        this.scorer = scorer;
        this.config = config;
        this.cache = cache;
        this.fetcher = fetcher;
        this.metrics = metrics;
        this.rests = rests;
        this.sampling = config.overload() == Overload.SAMPLE;
        this.halfLatency = config.maxLatency().toMillis() / 2;
    }

    @Override
    public void init(ProcessorContext<String, FrameScore> context) {
        this.context = context;
        WriteBehindStore store = context.getStateStore(StoreNames.WAITING_PAIRS);
        this.waiting = new WaitingPairs(store);
        backlog.clear();
        reading.clear();
        loaded.clear();
        scoring.clear();
        answers.clear();
        pace = new Pace(halfLatency);
        lastTaken = 0;
        if (ticks != null) {
            ticks.need(false);
        }
        ticks = new Ticks(context, TICK, this::tick);
        List<ReadyPair> left = new ArrayList<>();
        waiting.forEach(left::add);
        // The store has them by name; their time counts from now on, but their order should be that of their frames.
        left.sort(Comparator.comparingLong(ReadyPair::capturedAtMicros));
        left.forEach(pair -> backlog.add(ticket(pair)));
        if (!backlog.isEmpty()) {
            LOG.info("Task {}: {} pairs without an outcome are scored again", context.taskId(), backlog.size());
        }
        tickWhileNeeded();
    }

    @Override
    public void process(Record<String, ReadyPair> record) {
        waiting.put(record.value());
        Ticket ticket = ticket(record.value());
        advance();
        if (loaded.isEmpty() && backlog.isEmpty() && start(ticket)) {
            advance();
        } else {
            backlog.add(ticket);
        }
        if (sampling) {
            skipBeyondBounds();
        } else {
            while (backlog.size() + loaded.size() > MAX_BACKLOG && rests.rest()) {
                advance();
            }
        }
        tickWhileNeeded();
    }

    private void tickWhileNeeded() {
        ticks.need(!(backlog.isEmpty() && reading.isEmpty() && loaded.isEmpty() && scoring.isEmpty()));
    }

    private Ticket ticket(ReadyPair pair) {
        return new Ticket(pair, ticks.elapsed(), sampling ? knownBytes(pair.sent()) + knownBytes(pair.received()) : 0);
    }

    private long knownBytes(PayloadRef ref) {
        if (ref instanceof PayloadRef.Claim claim) {
            // Whoever wrote it may claim anything; sums of it must not overflow.
            return Math.min(Integer.MAX_VALUE, Math.max(0, claim.size()));
        }
        byte[] picture = inMemory(ref);
        return picture == null ? 0 : picture.length;
    }

    private void tick() {
        rests.tick();
        advance();
        giveUpOnOverdue();
        if (sampling) {
            skipOverdue();
        }
        complainOfNothingTaken();
        tickWhileNeeded();
    }

    private void skipBeyondBounds() {
        int maxPairs = config.scorer().maxPairsInFlight();
        long maxBytes = config.scorer().maxBytesInFlight();
        while (backlog.size() > maxPairs) {
            skip(backlog.takeFromLongest(), "more than scoring.max-pairs, " + maxPairs + ", waited");
        }
        while (backlog.bytes() > maxBytes) {
            skip(backlog.takeFromLargest(), "more than scoring.max-bytes, " + maxBytes + ", waited");
        }
    }

    private void skipOverdue() {
        String reason = "it had waited for " + halfLatency + " ms, half of scoring.max-latency";
        long oldest = ticks.elapsed() - halfLatency;
        while (!loaded.isEmpty() && loaded.peek().since < oldest) {
            skip(loaded.remove(), reason);
        }
        for (Ticket ticket; (ticket = backlog.takeOlderThan(oldest)) != null; ) {
            skip(ticket, reason);
        }
    }

    private void skip(Ticket ticket, String reason) {
        forget(ticket.pair.received());
        ReadyPair pair = ticket.pair;
        publish(
                ticket,
                OutcomeRecords.of(
                        pair.stream(),
                        pair.sequence(),
                        pair.receiver(),
                        pair.capturedAtMicros(),
                        pair.tags(),
                        Outcome.SKIPPED,
                        "overload: " + reason),
                new RecordHeaders());
    }

    private void advance() {
        do {
            takeAnswers();
            while (!loaded.isEmpty() && offer(loaded.peek())) {
                loaded.remove();
            }
            while (loaded.isEmpty() && !backlog.isEmpty() && start(backlog.peek())) {
                backlog.take();
            }
            // What is answered at once need not wait for the next tick.
        } while (!answers.isEmpty());
    }

    private void takeAnswers() {
        for (Answer answer; (answer = answers.poll()) != null; ) {
            Ticket ticket = answer.ticket();
            if (answer instanceof Done done) {
                if (scoring.remove(ticket)) {
                    answered();
                    finish(ticket, done.outcome());
                }
            } else if (answer instanceof Loaded load && reading.contains(ticket)) {
                load(ticket, load);
            }
        }
    }

    private void load(Ticket ticket, Loaded load) {
        if (load.fetched() instanceof Fetched.Gone gone) {
            reading.remove(ticket);
            finish(
                    ticket,
                    new ScoreOutcome.Failed((load.sent() ? "sent picture: " : "received picture: ") + gone.reason()));
            return;
        }
        byte[] bytes = ((Fetched.Picture) load.fetched()).bytes();
        if (load.sent()) {
            ticket.sent = bytes;
            if (ticket.pair.sent() instanceof PayloadRef.LogRecord ref) {
                cache.put(ref, bytes);
            }
        } else {
            ticket.received = bytes;
        }
        if (ticket.sent != null && ticket.received != null) {
            reading.remove(ticket);
            loaded.add(ticket);
        }
    }

    /** Gets the pictures of the next pair; false if that has to wait. */
    private boolean start(Ticket ticket) {
        ticket.sent = inMemory(ticket.pair.sent());
        ticket.received = inMemory(ticket.pair.received());
        if (ticket.sent != null && ticket.received != null) {
            if (offer(ticket)) {
                metrics.countPayloadHit();
                return true;
            }
            // What waits here must not keep its pictures out of the cache's bound.
            ticket.sent = null;
            ticket.received = null;
            return false;
        }
        return reading.size() < MAX_READING && read(ticket);
    }

    private boolean read(Ticket ticket) {
        reading.add(ticket);
        boolean asked = (ticket.sent != null || ask(ticket, true)) && (ticket.received != null || ask(ticket, false));
        if (!asked) {
            reading.remove(ticket);
            ticket.sent = null;
            ticket.received = null;
            return false;
        }
        metrics.countPayloadRead();
        return true;
    }

    private boolean ask(Ticket ticket, boolean sent) {
        return fetcher.fetch(
                sent ? ticket.pair.sent() : ticket.pair.received(),
                fetched -> answers.add(new Loaded(ticket, sent, fetched)));
    }

    private byte[] inMemory(PayloadRef ref) {
        return ref instanceof PayloadRef.LogRecord at ? cache.get(at).orElse(null) : null;
    }

    /** Hands a pair whose pictures are here to the scorer; false if that is full. */
    private boolean offer(Ticket ticket) {
        if (sampling && scoring.size() >= pace.limit(ticks.elapsed())) {
            return false;
        }
        PicturePair pictures = new PicturePair(ticket.sent, ticket.received);
        Optional<CompletableFuture<ScoreOutcome>> outcome;
        try {
            outcome = scorer.offer(pictures);
        } catch (RuntimeException e) {
            LOG.warn("The scorer failed on {}", ticket.pair.key(), e);
            finish(ticket, new ScoreOutcome.Failed("scorer: " + e));
            return true;
        }
        if (outcome.isEmpty()) {
            long bound = config.scorer().maxBytesInFlight();
            if (pictures.bytes() <= bound) {
                return false;
            }
            finish(
                    ticket,
                    new ScoreOutcome.Failed(
                            "the pair has " + pictures.bytes() + " bytes, more than scoring.max-bytes, " + bound));
            return true;
        }
        ticket.sent = null;
        ticket.received = null;
        ticket.since = ticks.elapsed();
        lastTaken = ticks.elapsed();
        forget(ticket.pair.received());
        if (ticket.pair.last() && backlog.isEmpty() && reading.isEmpty() && loaded.isEmpty()) {
            // Else an earlier pair of the frame may still want it.
            forget(ticket.pair.sent());
        }
        if (outcome.get().isDone() && !outcome.get().isCompletedExceptionally()) {
            answered();
            finish(ticket, outcome.get().join());
            return true;
        }
        scoring.add(ticket);
        outcome.get()
                .whenComplete((result, error) -> answers.add(
                        new Done(ticket, error == null ? result : new ScoreOutcome.Failed("scorer: " + error))));
        return true;
    }

    /** A scorer that takes nothing is not given up on, as what waits can still be scored; but somebody should know. */
    private void complainOfNothingTaken() {
        Ticket next = loaded.isEmpty() ? backlog.isEmpty() ? null : backlog.peek() : loaded.peek();
        long timeout = config.timeout().toMillis();
        if (next != null && ticks.elapsed() - Math.max(next.since, lastTaken) > timeout) {
            lastTaken = ticks.elapsed();
            LOG.error(
                    "Task {}: the scorer has taken no pair for {} ms, {} pairs wait. If it does not recover, restart the"
                            + " monitor; they are scored then",
                    context.taskId(),
                    timeout,
                    backlog.size() + loaded.size());
        }
    }

    private void answered() {
        if (sampling) {
            pace.answered(ticks.elapsed());
        }
    }

    private void giveUpOnOverdue() {
        long timeout = config.timeout().toMillis();
        while (!scoring.isEmpty()) {
            Ticket oldest = scoring.iterator().next();
            if (ticks.elapsed() - oldest.since <= timeout) {
                return;
            }
            scoring.remove(oldest);
            finish(oldest, new ScoreOutcome.Failed("the scorer gave no answer within " + timeout + " ms"));
        }
    }

    /** For a picture nobody asks for any more; a sent one may have other receivers, and else leaves the cache by age. */
    private void forget(PayloadRef picture) {
        if (picture instanceof PayloadRef.LogRecord ref) {
            cache.remove(ref);
        }
    }

    private void finish(Ticket ticket, ScoreOutcome outcome) {
        publish(ticket, ScoreMapper.map(ticket.pair, outcome), ScoreMapper.timings(outcome));
    }

    private void publish(Ticket ticket, FrameScore score, Headers headers) {
        waiting.delete(ticket.pair);
        metrics.countOutcome(score.getOutcome());
        context.forward(new Record<>(ticket.link.key(), score, Math.max(0, context.currentSystemTimeMs()), headers));
    }
}
