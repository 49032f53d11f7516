package io.sessmonitor.topology.rehearsal;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.NodeNames;
import io.sessmonitor.topology.alert.AlertProcessor;
import io.sessmonitor.topology.alert.Rule;
import io.sessmonitor.topology.alert.Rules;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.WindowConfig;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.window.WindowProcessor;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What the rules would have said of recorded scores: the monitor's own windows and rules, fed record by record, with the
 * records' timestamps for the wall clock. Between two records their ticks come as often as in the monitor, so silence is
 * silence. As one task with one partition, and from an empty state. Used by one thread.
 *
 * <p>The timestamp of a score is when the monitor published it; time goes on with the latest of them and never back.
 */
public final class AlertRehearsal {

    /** Is told of every alert. */
    public interface Listener {

        /** @param wall when it was published, milliseconds since 1970 */
        void alert(Alert alert, long wall);
    }

    /** The year 9999: no later timestamp is believed. */
    private static final long LATEST = 253_402_300_799_999L;

    private final ScoreCodec codec;
    private final MonitorConfig config;
    private final Listener listener;
    private final MonitorMetrics metrics = new MonitorMetrics();
    private final RehearsalClock clock = new RehearsalClock();
    private final long longest;
    private WindowProcessor windows;
    private AlertProcessor alerts;
    private RehearsalContext<Object, Object> windowContext;
    private long finals;

    /**
     * A rehearsal of the rules in a configuration.
     *
     * @param config with rules and windows
     * @param codec reads the scores
     */
    public AlertRehearsal(MonitorConfig config, ScoreCodec codec, Listener listener) {
        this.config = config;
        this.codec = codec;
        this.listener = listener;
        this.longest = longest(config.windows(), rules());
    }

    /**
     * The next record of the scores topic.
     *
     * @param timestamp milliseconds since 1970
     */
    public void score(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {
        if (windows == null) {
            begin(Math.max(0, Math.min(timestamp, LATEST)));
        }
        // After so long a silence all is closed and forgotten, and more of it changes nothing.
        clock.advanceTo(Math.min(timestamp, LATEST), longest);
        windowContext.at(topic, partition, offset);
        windows.process(new Record<>(key, value, Math.max(0, timestamp)));
    }

    /** Nothing comes for so long. */
    public void silence(Duration duration) {
        if (windows != null) {
            clock.advanceTo(clock.now() + duration.toMillis(), duration.toMillis());
        }
    }

    /** What was counted: late and early scores, records that were none. */
    public MonitorMetrics metrics() {
        return metrics;
    }

    /** Windows that were closed, and so judged. */
    public long finalAggregates() {
        return finals;
    }

    private Rules rules() {
        return config.rules().rules().orElseThrow(() -> new IllegalArgumentException("a rehearsal without rules"));
    }

    private void begin(long wall) {
        clock.begin(wall);
        RehearsalContext<String, Alert> alertContext = new RehearsalContext<>(clock, this::forwardAlert);
        windowContext = new RehearsalContext<>(clock, this::forward);
        windows = new WindowProcessor(
                config.windows(),
                config.pairing().waitFor(),
                codec,
                new DeadLetters(config.topics().maxRecordBytes()),
                metrics,
                true);
        alerts = new AlertProcessor(rules());
        windows.init(windowContext);
        alerts.init(alertContext);
    }

    private void forward(String child, Record<?, ?> record) {
        if (record.value() instanceof LinkAggregate aggregate && child.equals(NodeNames.AGGREGATES_SINK)) {
            finals += aggregate.getIsFinal() ? 1 : 0;
        } else if (child.equals(NodeNames.ALERTS)) {
            alerts.process(new Record<>((String) record.key(), checked(record.value()), record.timestamp()));
        }
        // A dead letter is counted in the metrics.
    }

    private static SpecificRecord checked(Object value) {
        if (value instanceof FrameScore || value instanceof LinkAggregate) {
            return (SpecificRecord) value;
        }
        throw new IllegalStateException("the windows gave the rules a " + value.getClass());
    }

    private void forwardAlert(String child, Record<?, ?> record) {
        listener.alert((Alert) record.value(), clock.now());
    }

    /** Milliseconds of silence after which no window is open and no link is known any more. */
    private static long longest(WindowConfig windows, Rules rules) {
        return Stream.concat(
                                rules.rules().stream().map(Rule::expire),
                                Stream.concat(Stream.of(windows.remember()), windows.sizes().stream()))
                        .mapToLong(Duration::toMillis)
                        .max()
                        .orElse(0)
                + 2
                        * (windows.grace().toMillis()
                                + windows.idle().toMillis()
                                + windows.ahead().toMillis())
                + Duration.ofHours(2).toMillis();
    }
}
