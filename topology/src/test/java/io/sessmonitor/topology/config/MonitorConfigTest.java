package io.sessmonitor.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.scorer.match.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitorConfigTest {

    private static MonitorConfig of(String... settings) throws MonitorConfigException {
        Map<String, String> flat = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            flat.put(settings[i], settings[i + 1]);
        }
        return MonitorConfig.of(flat);
    }

    private static List<String> problems(String... settings) {
        return catchThrowableOfType(MonitorConfigException.class, () -> of(settings))
                .problems();
    }

    @Test
    void everything_has_a_default() throws Exception {
        MonitorConfig config = of();
        assertThat(config.topics().all())
                .containsExactly(
                        "frames.sent",
                        "frames.received",
                        "sess.scores",
                        "sess.aggregates",
                        "sess.alerts",
                        "sess.dlq",
                        "sess.exchange");
        assertThat(config.neededTopics())
                .containsExactly("frames.sent", "frames.received", "sess.scores", "sess.aggregates", "sess.dlq");
        assertThat(config.windows().sizes())
                .containsExactly(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5));
        assertThat(config.topics().format()).isEqualTo(FrameFormat.AVRO);
        assertThat(config.pairing().waitFor()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.scorerSettings().profile()).isEqualTo(Profile.PAPER);
        assertThat(config.scorerSettings().threads()).isPositive();
        assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
    }

    @Test
    void settings_reach_their_places() throws Exception {
        MonitorConfig config = of(
                "pairing.wait",
                "500ms",
                "links",
                "cam0>rx1, cam0>rx2,cam1>rx1",
                "scoring.profile",
                "reference",
                "scoring.threads",
                "3",
                "input.format",
                "raw",
                "payload.claim-roots",
                "/data/a,/data/b");
        assertThat(config.pairing().waitFor()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.pairing().links())
                .hasSize(2)
                .hasEntrySatisfying("cam0", receivers -> assertThat(receivers).containsExactly("rx1", "rx2"));
        assertThat(config.scorerSettings().profile()).isEqualTo(Profile.REFERENCE);
        assertThat(config.scorerSettings().threads()).isEqualTo(3);
        assertThat(config.topics().format()).isEqualTo(FrameFormat.RAW);
        assertThat(config.payload().claimRoots()).hasSize(2);
    }

    @Test
    void without_windows_their_topic_is_not_needed() throws Exception {
        assertThat(of("windows.enabled", "false").neededTopics())
                .containsExactly("frames.sent", "frames.received", "sess.scores", "sess.dlq");
    }

    @Test
    void windows_are_sorted_by_their_length() throws Exception {
        assertThat(of("windows.sizes", "1h, 30s,5m").windows().sizes())
                .containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1));
    }

    @Test
    void an_unknown_key_is_an_error_that_names_the_nearest_one() {
        assertThat(problems("pairing.wiat", "5s"))
                .containsExactly("unknown key pairing.wiat; did you mean pairing.wait?");
        assertThat(problems("something.else.entirely", "5s")).containsExactly("unknown key something.else.entirely");
    }

    @Test
    void all_problems_are_told_at_once_each_with_its_key() {
        List<String> problems = problems("pairing.wait", "soon", "topics.partitions", "many", "topic.sent", "x");
        assertThat(problems)
                .hasSize(3)
                .anySatisfy(
                        problem -> assertThat(problem).contains("pairing.wait").contains("500ms, 5s, 2m or 1h"))
                .anySatisfy(problem -> assertThat(problem).contains("topics.partitions"))
                .anySatisfy(problem -> assertThat(problem).contains("did you mean topics.sent?"));
    }

    @Test
    void the_topic_of_the_detour_is_needed_with_repartition_only() throws Exception {
        assertThat(of("pairing.key-policy", "repartition").neededTopics()).contains("sess.exchange");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pairing.wait | 1ms",
                "pairing.remember | 5",
                "pairing.key-policy | ignore",
                "topics.exchange | frames.sent",
                "scoring.overload | drop",
                "scoring.max-latency | 10ms",
                "links | cam0",
                "links | cam0>rx1>rx2",
                "topics.sent | no/such",
                "topics.sent | frames.received",
                "topics.replication | 0",
                "topics.aggregates | sess.scores",
                "windows.sizes | 10s,soon",
                "windows.sizes | 10ms",
                "windows.sizes | 60s,1m",
                "windows.sizes | 1s,2s,3s,4s,5s,6s,7s,8s,9s",
                "windows.sizes | ''",
                "windows.grace | 2h",
                "windows.idle | 0s",
                "windows.most-lost | -1",
                "windows.max-links | 0",
                "input.format | png",
                "scoring.device | gpu",
                "scoring.profile | best",
                "scoring.metrics | mse,mssim",
                "scoring.max-pairs | 0",
                "registry.url | registry:8081",
                "payload.claim-roots | data",
                "payload.claim-hosts | https://host/folder",
                "payload.claim-private-hosts | ftp://host",
                "payload.claim-timeout | 1ms",
                "payload.claim-threads | 0",
                "kafka.processing.guarantee | at_least_once",
                "kafka.max.task.idle.ms | -1"
            })
    void a_value_that_cannot_be_used_is_an_error_that_names_its_key(String key, String value) {
        assertThat(problems(key, value))
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem).contains(key));
    }

    @Test
    void kafka_settings_win_over_our_choice_which_wins_over_kafkas_own() throws Exception {
        Properties ours = of().streamsProperties();
        assertThat(ours.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
        assertThat(ours.get("commit.interval.ms")).isEqualTo(100);
        Properties theirs = of(
                        "kafka.commit.interval.ms", "20",
                        "kafka.producer.linger.ms", "0",
                        "kafka.bootstrap.servers", "broker:9093",
                        "kafka.security.protocol", "SSL",
                        "kafka.num.stream.threads", "3")
                .streamsProperties();
        assertThat(theirs)
                .containsEntry("commit.interval.ms", "20")
                .containsEntry("producer.linger.ms", "0")
                .containsEntry("bootstrap.servers", "broker:9093")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("num.stream.threads", "3");
        // Kafka itself takes all of it.
        assertThat(new StreamsConfig(theirs).getLong("commit.interval.ms")).isEqualTo(20);
    }

    @Test
    void sizes_follow_from_the_largest_record() throws Exception {
        Properties properties = of("topics.max-record-bytes", "50000000").streamsProperties();
        StreamsConfig streams = new StreamsConfig(properties);
        int request = (Integer) properties.get("producer.max.request.size");
        assertThat(request).isGreaterThan(50_000_000);
        assertThat((Long) properties.get("producer.buffer.memory")).isGreaterThanOrEqualTo(2L * request);
        assertThat(streams.getMainConsumerConfigs("g", "c", 0).get("max.partition.fetch.bytes"))
                .as("a backlog does not come in pieces of the largest record's size")
                .isEqualTo(2 << 20);
        assertThat(streams.getMainConsumerConfigs("g", "c", 0).get("isolation.level"))
                .isEqualTo("read_committed");
    }

    @Test
    void other_clients_get_the_settings_for_security_and_their_own_prefix() throws Exception {
        KafkaConfig kafka = of(
                        "kafka.sasl.jaas.config", "secret",
                        "kafka.admin.retries", "7",
                        "kafka.num.stream.threads", "3",
                        "kafka.producer.linger.ms", "1")
                .kafka();
        assertThat(kafka.client(StreamsConfig.ADMIN_CLIENT_PREFIX))
                .containsEntry("sasl.jaas.config", "secret")
                .containsEntry("retries", "7")
                .containsKey("bootstrap.servers")
                .doesNotContainKeys("num.stream.threads", "linger.ms");
    }

    @Test
    void secrets_are_never_printed() throws Exception {
        MonitorConfig config = of(
                "registry.basic-auth", "user:hunter2",
                "registry.truststore.password", "hunter2",
                "kafka.sasl.jaas.config", "password=hunter2");
        assertThat(config.toString()).doesNotContain("hunter2");
        assertThat(config.registry().settings()).containsEntry("registry.basic-auth", "user:hunter2");
        assertThat(problems("registry.basic-auth", "user:hunter2", "pairing.wait", "x")
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void who_is_told_of_alerts_is_named_without_secrets(@TempDir Path folder) throws Exception {
        NotifyConfig notify = of(
                        "rules.file",
                        rules(folder),
                        "notify.alertmanager.urls",
                        "http://am1:9093,https://am2/prefix",
                        "notify.alertmanager.basic-auth",
                        "user:hunter2",
                        "notify.webhook.urls",
                        "https://hooks.example.com/services/hunter2?key=hunter2",
                        "notify.webhook.bearer-token",
                        "hunter2")
                .notifications();
        assertThat(notify.targets())
                .extracting(NotifyConfig.Target::name)
                .containsExactly(
                        "alertmanager 1 (http://am1:9093)",
                        "alertmanager 2 (https://am2)",
                        "webhook 1 (https://hooks.example.com)");
        assertThat(notify.targets())
                .extracting(NotifyConfig.Target::authorization)
                .containsExactly("Basic dXNlcjpodW50ZXIy", "Basic dXNlcjpodW50ZXIy", "Bearer hunter2");
        assertThat(notify.toString()).doesNotContain("hunter2", "aHVudGVy");
        assertThat(of().notifications().enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notify.webhook.urls | hooks.example.com/hunter2",
                "notify.webhook.urls | ftp://hooks.example.com/hunter2",
                "notify.webhook.urls | https://user:hunter2@hooks.example.com/",
                "notify.webhook.urls | 'https://hooks.example.com/a b hunter2'",
                "notify.webhook.urls | https://hooks.example.com/#hunter2",
                "notify.alertmanager.urls | http://am:9093/?hunter2",
                "notify.alertmanager.basic-auth | hunter2",
                "notify.webhook.bearer-token | hunter2 hunter2",
                "notify.alertmanager.resend | 5",
                "notify.give-up | 1s"
            })
    void a_wrong_setting_of_notify_is_named_and_its_secret_is_not(String key, String value, @TempDir Path folder)
            throws Exception {
        assertThat(problems("rules.file", rules(folder), key, value))
                .singleElement()
                .asString()
                .contains(key)
                .doesNotContain("hunter2");
    }

    @Test
    void nobody_can_be_told_of_alerts_without_rules() {
        assertThat(problems("notify.webhook.urls", "http://here/"))
                .containsExactly("notify.webhook.urls: there are no alerts without rules.file");
        assertThat(problems("notify.webhook.url", "http://here/"))
                .containsExactly("unknown key notify.webhook.url; did you mean notify.webhook.urls?");
    }

    private static String rules(Path folder) throws Exception {
        return Files.writeString(folder.resolve("rules.yaml"), "rules: [{name: silent, kind: no-data, after: 30s}]")
                .toString();
    }

    @Test
    void another_codec_gets_settings_of_its_own() throws Exception {
        MonitorConfig config = of("registry.codec", "org.example.Codec", "registry.flavour", "sweet");
        assertThat(config.registry().settings()).containsEntry("registry.flavour", "sweet");
        assertThat(problems("registry.flavour", "sweet")).hasSize(1);
    }

    @Test
    void the_codec_takes_the_default_settings() throws Exception {
        of().registry().codec().close();
    }

    @Test
    void the_reference_page_has_every_key() {
        assertThat(MonitorConfig.known())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(MonitorConfig.reference()).contains("| `" + key + "` |"));
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "5s,5000", "2m,120000", "1h,3600000", "0ms,0"})
    void durations_are_written_with_their_unit(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "-5s", "1.5s", "5d", "PT5S", "99999999999s"})
    void anything_else_is_no_duration(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("500ms, 5s, 2m or 1h");
    }
}
