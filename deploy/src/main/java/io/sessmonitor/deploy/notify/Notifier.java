package io.sessmonitor.deploy.notify;

import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.wire.TlsSettings;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.NotifyConfig;
import io.sessmonitor.topology.config.NotifyConfig.Kind;
import io.sessmonitor.topology.config.NotifyConfig.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Hands the alerts to everybody who is to be told. Safe for use by many threads; each target has a worker of its own, and
 * nothing here ever reaches a stream thread.
 */
public final class Notifier implements AutoCloseable {

    private static final int MAX_POLL_RECORDS = 100;

    private final MonitorConfig config;
    private final WireCodec codec;
    private final Map<Target, DeliveryCounts> counts = new LinkedHashMap<>();
    private final List<NotifyWorker> workers = new ArrayList<>();

    /**
     * Makes the workers that the configuration asks for, maybe none; nothing is read yet.
     *
     * @throws IllegalArgumentException if the codec or the truststore cannot be used; the message names the setting
     */
    public Notifier(MonitorConfig config) {
        this.config = config;
        NotifyConfig notify = config.notifications();
        TargetHttp http = new TargetHttp(
                TlsSettings.context(NotifyConfig.PREFIX, notify.tls()), notify.requestTimeout(), Clock.systemUTC());
        this.codec = config.registry().codec();
        for (Target target : notify.targets()) {
            DeliveryCounts own = new DeliveryCounts();
            counts.put(target, own);
            workers.add(worker(target, http, own));
        }
    }

    private NotifyWorker worker(Target target, TargetHttp http, DeliveryCounts own) {
        NotifyConfig notify = config.notifications();
        Receiver receiver = target.kind() == Kind.ALERTMANAGER
                ? new AlertmanagerReceiver(target.url(), Clock.systemUTC())
                : new WebhookReceiver(target.url(), notify.webhookPending());
        Backlog backlog = new Backlog(receiver);
        Delivery delivery = new Delivery(
                target.name(),
                receiver,
                backlog,
                body -> http.post(receiver.address(), body, target.authorization()),
                backoff(notify),
                new Delivery.Patience(notify.resend(), notify.giveUp()),
                Clock.systemUTC(),
                System::nanoTime,
                own);
        return new NotifyWorker(
                target.name(),
                config.topics().alerts(),
                () -> consumer(target),
                new AlertCodec(codec),
                backlog,
                delivery,
                backoff(notify),
                own);
    }

    private static Backoff backoff(NotifyConfig notify) {
        return new Backoff(
                notify.longestPause(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Begins to read; the topic must be there. */
    public void start() {
        workers.forEach(NotifyWorker::start);
    }

    /** How it stands with every target, for a status line; empty if there is none. */
    public String status() {
        StringJoiner text = new StringJoiner("; ");
        counts.forEach((target, own) -> text.add(target.name() + ": " + own));
        return text.toString();
    }

    /** Ends the workers; what is not delivered is delivered after the next start. */
    @Override
    public void close() {
        workers.forEach(NotifyWorker::stop);
        workers.forEach(NotifyWorker::close);
        codec.close();
    }

    private KafkaConsumer<byte[], byte[]> consumer(Target target) {
        Map<String, Object> properties =
                new HashMap<>(config.kafka().client(StreamsConfig.CONSUMER_PREFIX, StreamsConfig.MAIN_CONSUMER_PREFIX));
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(config.kafka().applicationId(), target));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, config.kafka().applicationId() + "-notify");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The consumer group of a target: the same at every start, another for every address. Its name does not show the
     * address, which may be a secret.
     */
    static String group(String applicationId, Target target) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(target.url().toString().getBytes(StandardCharsets.UTF_8));
            return applicationId + "-notify-" + target.kind().word() + "-"
                    + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
