package io.sessmonitor.scorer.match.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void lines_longer_than_the_bound_are_marked_and_passed_over() throws IOException {
        String long1 = "x".repeat(200_000);
        LineReader reader = reader("ab\n" + long1 + "\n\ncd", 100_000);
        assertThat(reader.next()).isTrue();
        assertThat(text(reader)).isEqualTo("ab");
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isTrue();
        assertThat(reader.blank()).isFalse();
        assertThat(reader.next()).isTrue();
        assertThat(reader.blank()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(text(reader)).isEqualTo("cd");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void a_line_may_span_many_reads() throws IOException {
        String line = "0123456789".repeat(30_000);
        LineReader reader = reader(line + "\n" + line, 300_000);
        assertThat(reader.next()).isTrue();
        assertThat(text(reader)).isEqualTo(line);
        assertThat(reader.next()).isTrue();
        assertThat(text(reader)).isEqualTo(line);
        assertThat(reader.next()).isFalse();
    }

    private static LineReader reader(String text, int maxBytes) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxBytes);
    }

    private static String text(LineReader reader) {
        return new String(reader.bytes(), 0, reader.length(), StandardCharsets.UTF_8);
    }
}
