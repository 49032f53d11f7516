package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.runtime.StartupException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether the inputs' timestamps, in which waiting is measured, can be true by the clock of this machine. */
final class ClocksCheck extends BrokerDependentCheck {

    private final Clock clock;

    ClocksCheck() {
        this(Clock.systemUTC());
    }

    ClocksCheck(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "clocks";
    }

    @Override
    void look(DoctorContext context, Findings findings) throws StartupException {
        TopicsConfig topics = context.config().topics();
        Duration allowed = context.config().pairing().waitFor();
        for (String name : List.of(topics.sent(), topics.received())) {
            Optional<ClusterView.Topic> topic = context.cluster().topic(name);
            if (topic.isEmpty()) {
                continue;
            }
            OptionalLong newest =
                    context.cluster().newestTimestamp(name, topic.get().partitions());
            if (newest.isEmpty()) {
                findings.ok(name + ": no record yet whose timestamp could be looked at");
                continue;
            }
            Instant stamped = Instant.ofEpochMilli(newest.getAsLong());
            Duration ahead = Duration.between(clock.instant(), stamped);
            if (ahead.compareTo(allowed) > 0) {
                findings.note(name + ": its newest record is stamped " + stamped + ", " + ahead.toSeconds()
                        + " s ahead of this machine's clock, more than pairing.wait: a producer's clock is wrong, or this"
                        + " one; set them right, or give both inputs message.timestamp.type=LogAppendTime");
            } else {
                findings.ok(name + ": its newest record is of " + stamped);
            }
        }
    }
}
