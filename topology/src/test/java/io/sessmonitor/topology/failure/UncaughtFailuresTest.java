package io.sessmonitor.topology.failure;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class UncaughtFailuresTest {

    private final List<Throwable> fatal = new ArrayList<>();
    private final UncaughtFailures handler = new UncaughtFailures(fatal::add);

    @Test
    void what_may_be_better_next_time_gets_a_new_thread() {
        assertThat(handler.handle(new StreamsException("x", new RetryLaterException("registry", null))))
                .isEqualTo(REPLACE_THREAD);
        assertThat(handler.handle(new StreamsException(new TimeoutException("broker"))))
                .isEqualTo(REPLACE_THREAD);
        assertThat(fatal).isEmpty();
    }

    @Test
    void anything_else_stops_the_monitor_and_is_told() {
        StreamsException error = new StreamsException("x", new RecordTooLargeException("2 MB"));
        assertThat(handler.handle(error)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).containsExactly(error);
        assertThat(UncaughtFailures.root(error)).hasMessage("2 MB");
    }
}
