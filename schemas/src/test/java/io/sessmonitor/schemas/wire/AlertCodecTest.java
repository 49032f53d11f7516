package io.sessmonitor.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.schemas.RandomRecords;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.frame.AlertCodec;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertCodecTest {

    private static final String TOPIC = "sess.alerts";

    private FakeRegistry registry;
    private ConfluentWireCodec codec;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        codec = new ConfluentWireCodec();
        codec.configure(registry.settings());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void alerts_come_back_as_they_were_written() throws Exception {
        AlertCodec alerts = new AlertCodec(codec);
        for (AlertState state : AlertState.values()) {
            Alert alert = alert(state);
            assertThat(alerts.decode(TOPIC, alerts.encode(TOPIC, alert))).isEqualTo(alert);
        }
    }

    @Test
    void the_key_is_the_rule_then_the_link_even_if_the_stream_has_a_slash() {
        assertThat(AlertCodec.key("loss", new Link("cam/1", "near"))).isEqualTo("loss/cam/1>near");
    }

    @Test
    void what_is_no_alert_is_refused() throws Exception {
        AlertCodec alerts = new AlertCodec(codec);
        byte[] score = codec.encode(TOPIC, new RandomRecords(1).score());
        assertThatThrownBy(() -> alerts.decode(TOPIC, score)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> alerts.decode(TOPIC, new byte[] {0, 0})).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> alerts.decode(TOPIC, null)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void every_field_is_documented() {
        assertThat(Alert.getClassSchema().getFields())
                .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank())
                .extracting(Schema.Field::name)
                .contains("rule", "stream", "receiver", "state", "since", "at");
    }

    private static Alert alert(AlertState state) {
        Instant since = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return Alert.newBuilder()
                .setRule("loss")
                .setStream("camera")
                .setReceiver("near")
                .setState(state)
                .setSeverity(AlertSeverity.CRITICAL)
                .setLabels(Map.of("team", "lab"))
                .setSummary("a tenth is lost")
                .setValue(state == AlertState.RESOLVED ? null : 0.1)
                .setThreshold(0.05)
                .setSince(since)
                .setFiredAt(state == AlertState.PENDING ? null : since.plusSeconds(30))
                .setAt(since.plusSeconds(60))
                .build();
    }
}
