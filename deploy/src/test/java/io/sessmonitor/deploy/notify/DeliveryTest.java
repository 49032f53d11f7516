package io.sessmonitor.deploy.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.schemas.Alert;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One target's deliveries, told as a timeline: the target answers as scripted, the clocks are set by hand. */
class DeliveryTest {

    private static final Answer OK = new Answer.Delivered();
    private static final Answer DOWN = new Answer.Failed("it is down", Optional.empty());
    private static final Instant NOW = Instant.parse("2024-05-02T00:00:00Z");

    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<JsonNode> posted = new ArrayList<>();
    private final DeliveryCounts counts = new DeliveryCounts();
    private long seconds;
    private Backlog backlog;
    private Delivery delivery;
    private long offset;

    private void webhook() {
        start(new WebhookReceiver(URI.create("http://here/"), false));
    }

    private void alertmanager() {
        start(new AlertmanagerReceiver(URI.create("http://here/"), Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private void start(Receiver receiver) {
        backlog = new Backlog(receiver);
        backlog.begin(0, 0, false);
        delivery = new Delivery(
                "target",
                receiver,
                backlog,
                body -> {
                    posted.add(read(body));
                    return script.isEmpty() ? OK : script.remove();
                },
                new Backoff(Duration.ofSeconds(60), () -> 1),
                new Delivery.Patience(Duration.ofSeconds(60), Duration.ofHours(24)),
                Clock.fixed(NOW, ZoneOffset.UTC),
                () -> seconds * 1_000_000_000L,
                counts);
    }

    private static JsonNode read(byte[] body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private void take(Alert alert) {
        take(alert, NOW);
    }

    private void take(Alert alert, Instant written) {
        backlog.take(0, offset++, written.toEpochMilli(), alert);
        backlog.advance(0, offset);
    }

    private int postedAt(long second) throws InterruptedException {
        seconds = second;
        int before = posted.size();
        delivery.run();
        return posted.size() - before;
    }

    @Test
    void a_target_that_is_down_is_tried_at_growing_intervals_and_loses_nothing() throws Exception {
        webhook();
        take(Alerts.firing("a"));
        take(Alerts.resolved("a"));
        for (int i = 0; i < 8; i++) {
            script.add(DOWN);
        }
        List<Long> tries = new ArrayList<>();
        for (long second = 0; second < 300 && counts.delivered() < 2; second++) {
            for (int i = postedAt(second); i > 0; i--) {
                tries.add(second);
            }
        }
        // 1, 2, 4, 8, 16, 32, 60, 60 s later; then both at once.
        assertThat(tries).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 183L);
        assertThat(posted.get(8).path("state").asText()).isEqualTo("firing");
        assertThat(posted.get(9).path("state").asText()).isEqualTo("resolved");
        assertThat(counts).hasToString("2 delivered");
    }

    @Test
    void trouble_is_shown_until_the_target_answers_again() throws Exception {
        webhook();
        take(Alerts.firing("a"));
        script.add(DOWN);
        postedAt(0);
        assertThat(counts.trouble()).isEqualTo("it is down");
        assertThat(counts).hasToString("0 delivered, 1 waiting, down");
        assertThat(delivery.idle()).isEqualTo(Duration.ofSeconds(1));
        postedAt(1);
        assertThat(counts.trouble()).isNull();
    }

    @Test
    void it_is_left_alone_for_as_long_as_it_asks() throws Exception {
        webhook();
        take(Alerts.firing("a"));
        script.add(new Answer.Failed("busy", Optional.of(Duration.ofSeconds(300))));
        assertThat(postedAt(0)).isEqualTo(1);
        assertThat(postedAt(299)).isZero();
        assertThat(postedAt(300)).isEqualTo(1);
        assertThat(counts.delivered()).isEqualTo(1);
    }

    @Test
    void what_is_refused_is_counted_and_not_sent_again() throws Exception {
        webhook();
        take(Alerts.firing("a"));
        take(Alerts.firing("b"));
        script.add(new Answer.Refused("status 400"));
        assertThat(postedAt(0)).isEqualTo(2);
        assertThat(postedAt(1000)).isZero();
        assertThat(counts).hasToString("1 delivered, 1 refused");
    }

    @Test
    void an_alert_the_target_chokes_on_holds_up_no_other_and_is_given_up_when_old() throws Exception {
        webhook();
        take(Alerts.firing("poison"), NOW.minus(Duration.ofHours(25)));
        take(Alerts.firing("young-poison"), NOW);
        take(Alerts.firing("b"), NOW);
        script.add(DOWN);
        script.add(DOWN);
        postedAt(0);
        postedAt(1);
        assertThat(counts.givenUp()).isEqualTo(1);
        postedAt(3);
        assertThat(posted.get(2).path("rule").asText()).isEqualTo("b");
        assertThat(counts).hasToString("2 delivered, 1 given up");
    }

    @Test
    void an_alertmanager_is_reminded_of_what_fires_and_only_of_that() throws Exception {
        alertmanager();
        take(Alerts.firing("a"));
        take(Alerts.firing("b"));
        postedAt(0);
        posted.clear();
        assertThat(postedAt(59)).isZero();
        assertThat(postedAt(60)).isEqualTo(1);
        assertThat(posted.get(0)).hasSize(2);
        take(Alerts.resolved("a"));
        assertThat(postedAt(61)).isEqualTo(1);
        assertThat(posted.get(1).path(0).has("endsAt")).isTrue();
        assertThat(postedAt(120)).isEqualTo(1);
        assertThat(posted.get(2)).hasSize(1);
        assertThat(posted.get(2).path(0).path("labels").path("alertname").asText())
                .isEqualTo("b");
        take(Alerts.resolved("b"));
        postedAt(121);
        assertThat(postedAt(1000)).isZero();
    }

    @Test
    void after_a_restart_it_is_reminded_at_once_but_not_of_what_was_over_by_then() throws Exception {
        alertmanager();
        backlog.begin(0, 3, false);
        take(Alerts.firing("a"));
        take(Alerts.firing("b"));
        assertThat(postedAt(0)).as("not all is read").isZero();
        take(Alerts.resolved("a"));
        assertThat(postedAt(0)).isEqualTo(1);
        assertThat(posted.get(0)).hasSize(1);
        assertThat(posted.get(0).path(0).path("labels").path("alertname").asText())
                .isEqualTo("b");
    }

    @Test
    void a_reminder_that_fails_is_made_good() throws Exception {
        alertmanager();
        take(Alerts.firing("a"));
        postedAt(0);
        script.add(DOWN);
        assertThat(postedAt(60)).isEqualTo(1);
        assertThat(postedAt(61)).isEqualTo(1);
        assertThat(counts.trouble()).isNull();
    }

    @Test
    void many_are_reminded_of_in_parts() throws Exception {
        alertmanager();
        for (int i = 0; i < 250; i++) {
            take(Alerts.firing("rule-" + i));
        }
        while (backlog.next() != null) {
            postedAt(0);
        }
        posted.clear();
        assertThat(postedAt(60)).isEqualTo(3);
        assertThat(posted).extracting(JsonNode::size).containsExactly(100, 100, 50);
    }

    @Test
    void an_alertmanager_gets_labels_annotations_and_times_it_accepts() throws Exception {
        alertmanager();
        take(Alerts.firing("a"));
        postedAt(0);
        assertThat(posted.get(posted.size() - 1))
                .hasToString("[{\"labels\":{\"team\":\"link\",\"alertname\":\"a\",\"stream\":\"camera\","
                        + "\"receiver\":\"near\",\"severity\":\"critical\"},\"annotations\":{\"summary\":\"a is bad\","
                        + "\"value\":\"0.25\",\"threshold\":\"0.5\"},\"startsAt\":\"2024-05-01T10:00:30Z\"}]");
        // Frames may have been captured ahead of this clock: a time to come would be no end.
        take(Alerts.resolved("a", NOW.plusSeconds(20), NOW.plusSeconds(40)));
        postedAt(1);
        JsonNode end = posted.get(posted.size() - 1).path(0);
        assertThat(end.path("startsAt").asText()).isEqualTo(NOW.toString());
        assertThat(end.path("endsAt").asText()).isEqualTo(NOW.toString());
        // An end before the beginning would be refused.
        take(Alerts.resolved("b", Alerts.SINCE.plusSeconds(1), Alerts.SINCE));
        postedAt(2);
        end = posted.get(posted.size() - 1).path(0);
        assertThat(end.path("endsAt")).isEqualTo(end.path("startsAt"));
    }

    @Test
    void a_webhook_gets_every_field() throws Exception {
        webhook();
        take(Alerts.firing("a"));
        postedAt(0);
        assertThat(posted.get(0))
                .hasToString("{\"rule\":\"a\",\"link\":\"camera>near\",\"stream\":\"camera\",\"receiver\":\"near\","
                        + "\"state\":\"firing\",\"severity\":\"critical\",\"labels\":{\"team\":\"link\"},"
                        + "\"summary\":\"a is bad\",\"value\":0.25,\"threshold\":0.5,"
                        + "\"since\":\"2024-05-01T10:00:00Z\",\"firedAt\":\"2024-05-01T10:00:30Z\","
                        + "\"at\":\"2024-05-01T10:00:30Z\"}");
    }

    @Test
    void pauses_grow_to_their_bound_and_vary_by_half() {
        Backoff least = new Backoff(Duration.ofSeconds(5), () -> 0);
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pauses.add(least.failed(Optional.empty()));
        }
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L, 2500L, 2500L);
        for (int i = 0; i < 100; i++) {
            assertThat(least.failed(Optional.of(Duration.ofMillis(1)))).isEqualTo(Duration.ofMillis(2500));
        }
        least.succeeded();
        assertThat(least.failed(Optional.of(Duration.ofSeconds(9)))).isEqualTo(Duration.ofSeconds(9));
    }
}
