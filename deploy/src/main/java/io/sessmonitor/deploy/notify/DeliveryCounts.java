package io.sessmonitor.deploy.notify;

import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/** How it stands with one target since the start of this process. Counted by its worker, read by any thread. */
final class DeliveryCounts {

    private final LongAdder delivered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private volatile int waiting;
    private volatile String trouble;

    void countDelivered() {
        delivered.increment();
    }

    void countRefused() {
        refused.increment();
    }

    void countGivenUp() {
        givenUp.increment();
    }

    void countUnreadable() {
        unreadable.increment();
    }

    /** @param count alerts that have been read and not delivered */
    void waiting(int count) {
        waiting = count;
    }

    /** @param why nothing can be delivered at the moment; null if it can */
    void trouble(String why) {
        trouble = why;
    }

    long delivered() {
        return delivered.sum();
    }

    long refused() {
        return refused.sum();
    }

    long givenUp() {
        return givenUp.sum();
    }

    long unreadable() {
        return unreadable.sum();
    }

    int waiting() {
        return waiting;
    }

    String trouble() {
        return trouble;
    }

    /** For the status line: {@code 3 delivered, 1 waiting, down}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ").add(delivered() + " delivered");
        add(text, waiting, "waiting");
        add(text, refused(), "refused");
        add(text, givenUp(), "given up");
        add(text, unreadable(), "unreadable");
        return text + (trouble == null ? "" : ", down");
    }

    private static void add(StringJoiner text, long count, String what) {
        if (count > 0) {
            text.add(count + " " + what);
        }
    }
}
