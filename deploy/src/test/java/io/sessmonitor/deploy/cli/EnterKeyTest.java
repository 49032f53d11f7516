package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EnterKeyTest {

    private static final long LATER = 10_000_000_000L;

    private final StringWriter err = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void each_line_is_a_step_q_and_the_end_of_the_input_are_the_end() throws Exception {
        assertThat(keys("\n\nQ\n").await("cam/1")).isTrue();
        EnterKey keys = keys("\n q \n");
        assertThat(keys.await("cam/1")).isTrue();
        assertThat(keys.await("cam/2")).isFalse();
        assertThat(keys("").await("cam/1")).isFalse();
    }

    @Test
    void being_stopped_is_the_end_too() throws Exception {
        EnterKey keys = keys("\n");
        keys.stop();
        assertThat(keys.await("cam/1")).isFalse();
    }

    @Test
    void what_is_asked_stands_on_a_line_of_its_own_whatever_the_progress_line_shows() throws Exception {
        Console console = console("\n");
        LiveLine progress = new LiveLine(console, nanos::get);
        nanos.set(LATER);
        progress.show(() -> "1 record");
        assertThat(err.toString()).contains("1 record");

        new EnterKey(console, progress).await("cam/7");

        assertThat(onScreen()).isEqualTo("next: frame cam/7  (Enter sends it, q ends)\n");
    }

    private EnterKey keys(String typed) {
        Console console = console(typed);
        return new EnterKey(console, new LiveLine(console, nanos::get));
    }

    private Console console(String typed) {
        return new Console(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                true,
                true,
                Map.of());
    }

    /** What a terminal leaves: a carriage return with "erase to the end of the line" wipes that line. */
    private String onScreen() {
        return err.toString().replaceAll("[^\n]*\r\u001b\\[K", "").replace(System.lineSeparator(), "\n");
    }
}
