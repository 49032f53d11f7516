package io.sessmonitor.deploy.bench;

import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What each run has for itself: a folder, a fresh broker with a registry in a JVM of its own, and at most one client. */
final class BenchSite implements AutoCloseable {

    private final BenchmarkOptions options;
    private final Path folder;
    private final ChildProcess broker;
    private final String bootstrap;
    private final String registry;
    private final WireCodec codec;
    private final Admin admin;
    private ChildProcess client;

    BenchSite(BenchmarkOptions options) throws IOException {
        this.options = options;
        folder = Files.createTempDirectory("sess-monitor-bench-");
        broker = new ChildProcess(
                BenchBroker.class,
                List.of("-Xmx1g"),
                List.of(folder.resolve("broker").toString()));
        String[] up = broker.await("UP").split(" ");
        bootstrap = up[0];
        registry = up[1];
        codec = WireCodecs.create(Map.of("registry.url", registry));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    Admin admin() {
        return admin;
    }

    WireCodec codec() {
        return codec;
    }

    String bootstrap() {
        return bootstrap;
    }

    long brokerPid() {
        return broker.pid();
    }

    FrameRecords frames(int pictureBytes) {
        return new FrameRecords(FrameFormat.of(options.format), codec, pictureBytes);
    }

    /** A producer as a testbed would have it. */
    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "buffer.memory", 64L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Starts the variant and waits until it takes records. */
    ChildProcess client(Variant variant, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "variant=" + variant.program(),
                "bootstrap=" + bootstrap,
                "registry=" + registry,
                "broker=" + broker.pid(),
                "folder=" + folder,
                "commit=" + options.commitMillis,
                "set.input.format=" + options.format,
                "set.kafka.commit.interval.ms=" + options.commitMillis));
        variant.settings().forEach((name, value) -> arguments.add("set." + name + "=" + value));
        options.settings.forEach((name, value) -> arguments.add("set." + name + "=" + value));
        arguments.addAll(List.of(more));
        // What the launcher chooses, for all variants alike.
        List<String> jvm = new ArrayList<>(
                List.of("-Xmx2g", "-XX:+UseParallelGC", "-XX:MetaspaceSize=64m", "-XX:FreqInlineSize=60"));
        jvm.addAll(options.clientJvm);
        client = new ChildProcess(BenchClient.class, jvm, arguments);
        client.await("READY");
        return client;
    }

    @Override
    public void close() throws IOException {
        admin.close();
        codec.close();
        if (client != null) {
            client.close();
        }
        broker.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
