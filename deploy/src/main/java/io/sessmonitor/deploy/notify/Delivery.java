package io.sessmonitor.deploy.notify;

import io.sessmonitor.deploy.notify.Backlog.Item;
import io.sessmonitor.schemas.Alert;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one target what its backlog holds, in order, and reminds it of what fires if it forgets. Knows no Kafka. Used by one
 * thread, which a request may hold up for as long as its time-out.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Requests after which the caller has its say again. */
    static final int ROUND = 20;

    /** Alerts in one reminder. */
    static final int REMINDER = 100;

    /** Posts a body to the target. */
    interface Post {
        Answer send(byte[] body) throws InterruptedException;
    }

    /**
     * How persistent to be.
     *
     * @param resend time between two reminders
     * @param giveUp age of an alert after which a failure is the last
     */
    record Patience(Duration resend, Duration giveUp) {}

    private final String name;
    private final Receiver receiver;
    private final Backlog backlog;
    private final Post post;
    private final Backoff backoff;
    private final Patience patience;
    private final Clock clock;
    private final LongSupplier nanos;
    private final DeliveryCounts counts;
    private long notBefore;
    private long nextReminder;
    private String lastRefusal = "";

    /** @param nanos a clock that never leaps, for the pauses; the other one is for the age of alerts */
    Delivery(
            String name,
            Receiver receiver,
            Backlog backlog,
            Post post,
            Backoff backoff,
            Patience patience,
            Clock clock,
            LongSupplier nanos,
            DeliveryCounts counts) {
        this.name = name;
        this.receiver = receiver;
        this.backlog = backlog;
        this.post = post;
        this.backoff = backoff;
        this.patience = patience;
        this.clock = clock;
        this.nanos = nanos;
        this.counts = counts;
        this.notBefore = nanos.getAsLong();
        this.nextReminder = notBefore;
    }

    /** Delivers what is due, at most a round of it. */
    void run() throws InterruptedException {
        remind();
        for (int sent = 0; sent < ROUND && due() && backlog.next() != null; sent++) {
            deliver(backlog.next());
        }
        counts.waiting(backlog.waiting());
    }

    /** How long nothing is due unless more is read; zero if something is. */
    Duration idle() {
        long now = nanos.getAsLong();
        if (backlog.next() != null) {
            return Duration.ofNanos(Math.max(0, notBefore - now));
        }
        return receiver.forgets() && backlog.upToDate()
                ? Duration.ofNanos(Math.max(0, Math.max(notBefore, nextReminder) - now))
                : patience.resend();
    }

    private boolean due() {
        return nanos.getAsLong() - notBefore >= 0;
    }

    private void deliver(Item item) throws InterruptedException {
        Answer answer = post.send(receiver.body(List.of(item.alert())));
        if (answer instanceof Answer.Failed failed) {
            failed(failed.why(), failed.retryAfter());
            if (clock.millis() - item.timestamp() > patience.giveUp().toMillis()) {
                LOG.warn("{} is given up for {}: too old, and {}", text(item.alert()), name, failed.why());
                counts.countGivenUp();
                backlog.done();
            } else {
                backlog.postpone();
            }
            return;
        }
        answered();
        backlog.done();
        if (answer instanceof Answer.Refused refused) {
            LOG.warn(
                    "{} is refused by {} and not sent again: {}; check its notify.* settings",
                    text(item.alert()),
                    name,
                    refused.why());
            counts.countRefused();
        } else {
            LOG.debug("{} is delivered to {}", text(item.alert()), name);
            counts.countDelivered();
        }
    }

    private void remind() throws InterruptedException {
        if (!receiver.forgets() || !due() || nanos.getAsLong() - nextReminder < 0 || !backlog.upToDate()) {
            return;
        }
        List<Alert> firing = backlog.firing();
        for (int from = 0; from < firing.size(); from += REMINDER) {
            List<Alert> some = firing.subList(from, Math.min(firing.size(), from + REMINDER));
            Answer answer = post.send(receiver.body(some));
            if (answer instanceof Answer.Failed failed) {
                failed(failed.why(), failed.retryAfter());
                return;
            }
            answered();
            if (answer instanceof Answer.Refused refused && !refused.why().equals(lastRefusal)) {
                lastRefusal = refused.why();
                LOG.warn(
                        "{} refuses to be reminded of what fires: {}; check its notify.* settings",
                        name,
                        refused.why());
            }
        }
        nextReminder = nanos.getAsLong() + patience.resend().toNanos();
    }

    private void failed(String why, Optional<Duration> asked) {
        Duration pause = backoff.failed(asked);
        notBefore = nanos.getAsLong() + pause.toNanos();
        if (counts.trouble() == null) {
            LOG.warn("Alerts cannot be delivered to {} and wait, it is tried on: {}", name, why);
        } else {
            LOG.debug("Still nothing can be delivered to {}: {}", name, why);
        }
        counts.trouble(why);
    }

    private void answered() {
        if (counts.trouble() != null) {
            LOG.info("{} takes alerts again", name);
        }
        counts.trouble(null);
        backoff.succeeded();
    }

    private static String text(Alert alert) {
        return "Alert " + alert.getRule() + " on " + alert.getStream() + ">" + alert.getReceiver() + " ("
                + alert.getState() + ")";
    }
}
