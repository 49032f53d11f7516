package io.sessmonitor.deploy.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places in topics, as users write them. */
class PositionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void every_form_is_read() {
        assertThat(Position.parse("beginning", NOW)).isEqualTo(new Position.Beginning());
        assertThat(Position.parse(" end ", NOW)).isEqualTo(new Position.End());
        assertThat(Position.parse("now", NOW)).isEqualTo(new Position.End());
        assertThat(Position.parse("2026-03-01T09:59:59.5Z", NOW))
                .isEqualTo(new Position.Time(NOW.toEpochMilli() - 500));
        assertThat(Position.parse("-10m", NOW)).isEqualTo(new Position.Time(NOW.toEpochMilli() - 600_000));
        assertThat(Position.parse("offset:42", NOW)).isEqualTo(new Position.Offset(42));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-", "-10", "10m", "offset:", "offset:-1", "offset:x", "2026-03-01", "12"})
    void anything_else_is_refused_with_the_forms_there_are(String text) {
        assertThatThrownBy(() -> Position.parse(text, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("offset:N");
    }

    @Test
    void a_range_has_two_places() throws Exception {
        assertThat(Position.Range.parse("beginning..offset:9", "x"))
                .isEqualTo(new Position.Range(new Position.Beginning(), new Position.Offset(9)));
        assertThatThrownBy(() -> Position.Range.parse("beginning", "--topic-range"))
                .isInstanceOf(RecordingException.class)
                .hasMessageStartingWith("--topic-range: ");
    }
}
