package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Numbers as people say them. */
class AmountsTest {

    @Test
    void sizes_have_a_unit_that_fits() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 B");
        assertThat(Amounts.bytes(999)).isEqualTo("999 B");
        assertThat(Amounts.bytes(1000)).isEqualTo("1.0 kB");
        assertThat(Amounts.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(Amounts.bytes(999_950)).isEqualTo("1.0 MB");
        assertThat(Amounts.bytes(45_200_000)).isEqualTo("45.2 MB");
        assertThat(Amounts.bytes(7.5e15)).isEqualTo("7500.0 TB");
    }

    @Test
    void times_have_one_or_two_units() {
        assertThat(Amounts.time(Duration.ofMillis(420))).isEqualTo("0.4 s");
        assertThat(Amounts.time(Duration.ofSeconds(42))).isEqualTo("42 s");
        assertThat(Amounts.time(Duration.ofSeconds(124))).isEqualTo("2 min 4 s");
        assertThat(Amounts.time(Duration.ofMinutes(5))).isEqualTo("5 min");
        assertThat(Amounts.time(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
        assertThat(Amounts.time(Duration.ofDays(3))).isEqualTo("3 days");
    }

    @Test
    void counts_have_their_plural() {
        assertThat(Amounts.count(1, "record")).isEqualTo("1 record");
        assertThat(Amounts.count(1240, "record")).isEqualTo("1,240 records");
        assertThat(Amounts.rate(3_700_000, 1_000_000_000)).isEqualTo("3.7 MB/s");
        assertThat(Amounts.rate(1, 0)).isEmpty();
    }
}
