package io.sessmonitor.deploy.demo;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the books of one stream: every sent frame must end in exactly one outcome on each of its links.
 *
 * <p>SCORED, MISSING, UNDECODABLE, SKIPPED and FAILED close a sent frame. ORPHAN, DUPLICATE and LATE speak of a received
 * picture that closes nothing; they are counted beside.
 *
 * <p>Thread-safe.
 */
public final class OutcomeLedger implements ScoreListener {

    private static final Set<Outcome> CLOSING =
            EnumSet.of(Outcome.SCORED, Outcome.MISSING, Outcome.UNDECODABLE, Outcome.SKIPPED, Outcome.FAILED);

    private static final int SHOWN_PROBLEMS = 10;

    private final String stream;
    private final Map<String, Account> accounts = new TreeMap<>();
    private long closed;

    /** Books for the links from a stream to these receivers. */
    public OutcomeLedger(String stream, Collection<String> receivers) {
        this.stream = stream;
        receivers.forEach(receiver -> accounts.put(receiver, new Account()));
    }

    /** Whether this outcome is the one that a sent frame ends in. */
    public static boolean closes(Outcome outcome) {
        return CLOSING.contains(outcome);
    }

    @Override
    public synchronized void scored(FrameScore score) {
        if (!score.getStream().equals(stream)) {
            return;
        }
        Account account = accounts.computeIfAbsent(score.getReceiver(), receiver -> new Account());
        account.outcomes.merge(score.getOutcome(), 1L, Long::sum);
        if (closes(score.getOutcome())) {
            int sequence = Math.toIntExact(score.getSequence());
            if (account.closed.get(sequence)) {
                account.twice.set(sequence);
            } else {
                account.closed.set(sequence);
                closed++;
            }
        }
        notifyAll();
    }

    /** Frames by outcome for one link; outcomes that did not occur are left out. */
    public synchronized Map<Outcome, Long> outcomes(String receiver) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Account account = accounts.get(receiver);
        if (account != null) {
            outcomes.putAll(account.outcomes);
        }
        return outcomes;
    }

    /** Pairs of frame and link that have no outcome yet, of the frames up to {@code sent}. */
    public synchronized long open(long sent) {
        return sent * accounts.size() - closed;
    }

    /**
     * Waits until all frames up to {@code sent} have an outcome on every link.
     *
     * @return whether that is so; false after waiting in vain
     */
    public synchronized boolean awaitClosed(long sent, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (open(sent) > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** What breaks the rule, given the frames 0 up to {@code sent} were sent; empty when the books are in order. */
    public synchronized List<String> problems(long sent) {
        List<String> problems = new ArrayList<>();
        accounts.forEach((receiver, account) -> {
            String link = stream + ">" + receiver + ": ";
            add(problems, link + "no outcome for frame ", missing(account.closed, sent));
            add(problems, link + "more than one outcome for frame ", account.twice);
            BitSet unsent = (BitSet) account.closed.clone();
            unsent.clear(0, Math.toIntExact(sent));
            add(problems, link + "an outcome but never sent: frame ", unsent);
        });
        return problems;
    }

    private static BitSet missing(BitSet closed, long sent) {
        BitSet missing = new BitSet();
        missing.set(0, Math.toIntExact(sent));
        missing.andNot(closed);
        return missing;
    }

    private static void add(List<String> problems, String what, BitSet frames) {
        if (!frames.isEmpty()) {
            String list = String.join(
                    ", ",
                    frames.stream()
                            .limit(SHOWN_PROBLEMS)
                            .mapToObj(Integer::toString)
                            .toList());
            int more = frames.cardinality() - SHOWN_PROBLEMS;
            problems.add(what + list + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    private static final class Account {
        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private final BitSet closed = new BitSet();
        private final BitSet twice = new BitSet();
    }
}
