package io.sessmonitor.deploy.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker and controller inside this JVM, for the demo and the integration tests: loopback only, no
 * replication, no authentication. The only class that uses Kafka's server classes.
 *
 * <p>Starting a second one on the directory and port of one that was closed goes on where that left off.
 *
 * <p>Not thread-safe: started and closed by the same owner. {@link #bootstrapServers} may be read by anybody.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /** Largest record the broker takes: the largest picture that the monitor takes by default, and some room. */
    public static final int MAX_RECORD_BYTES = 17 << 20;

    /** Always the same, so that a directory is known again. */
    private static final String CLUSTER_ID = new Uuid(0x5e55_0000_0000_0001L, 1).toString();

    /** Below this much free disk space the broker would soon stop in the middle of its work. */
    private static final long MIN_FREE_BYTES = 256L << 20;

    private final Path directory;
    private final boolean deleteOnClose;
    private final int port;
    private final KafkaRaftServer server;
    private boolean closed;

    private EmbeddedBroker(Path directory, boolean deleteOnClose, int port, KafkaRaftServer server) {
        this.directory = directory;
        this.deleteOnClose = deleteOnClose;
        this.port = port;
        this.server = server;
    }

    /** Starts on a free port in a new temporary directory, which is deleted on close. */
    public static EmbeddedBroker startTemporary() {
        Path directory;
        try {
            directory = Files.createTempDirectory("sess-monitor-broker-");
        } catch (IOException e) {
            throw new BrokerException("cannot make a temporary directory for the broker: " + e.getMessage(), e);
        }
        try {
            return start(directory, 0, true);
        } catch (BrokerException e) {
            delete(directory);
            throw e;
        }
    }

    /**
     * Starts in a directory, which is kept on close.
     *
     * @param port port to listen on, or 0 for a free one
     * @throws BrokerException when the port is taken or the directory cannot be written
     */
    public static EmbeddedBroker start(Path directory, int port) {
        return start(directory, port, false);
    }

    private static EmbeddedBroker start(Path directory, int port, boolean deleteOnClose) {
        try {
            Files.createDirectories(directory);
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < MIN_FREE_BYTES) {
                throw new BrokerException(
                        "only " + (free >> 20) + " MiB free in " + directory + ", the broker needs "
                                + (MIN_FREE_BYTES >> 20)
                                + ": free some space there, or choose another folder with SESS_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
            }
            int listen = usablePort(port);
            Properties settings = settings(directory, listen, usablePort(0));
            format(directory, settings);
            Exit.setHaltProcedure((status, message) -> {
                // The broker ends the whole JVM when its disk fails; say so instead of vanishing.
                System.err.println("the embedded broker gave up: " + directory + " cannot be written any more ("
                        + directory.toFile().getUsableSpace() / (1 << 20) + " MiB free there)"
                        + (message == null ? "" : ": " + message));
                Runtime.getRuntime().halt(status);
            });
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(directory, deleteOnClose, listen, server);
        } catch (BrokerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BrokerException("the embedded broker does not start in " + directory + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BrokerException("the broker cannot use the directory " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Address for clients, {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Where the broker keeps its log. */
    public Path directory() {
        return directory;
    }

    /**
     * Creates topics that take records of up to {@link #MAX_RECORD_BYTES} and waits until they are there.
     *
     * @param partitionsByTopic partition count of each topic
     */
    public void createTopics(Map<String, Integer> partitionsByTopic) {
        List<NewTopic> topics = partitionsByTopic.entrySet().stream()
                .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException("cannot create the topics " + partitionsByTopic.keySet() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while topics were created", e);
        }
    }

    /** Stops the broker; deletes the directory if it was a temporary one. Calling it again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
        if (deleteOnClose) {
            delete(directory);
        }
    }

    /** Finds a free port, or makes sure that the wanted one is free, which the broker itself says only in its log. */
    private static int usablePort(int wanted) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return probe.getLocalPort();
        } catch (java.net.BindException e) {
            throw new BrokerException("port " + wanted + " is in use: choose another port for the broker", e);
        }
    }

    private static Properties settings(Path directory, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", directory.resolve("log").toString());
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(MAX_RECORD_BYTES));
        settings.put("replica.fetch.max.bytes", Integer.toString(MAX_RECORD_BYTES));
        // One user, little traffic: small thread pools and buffers leave the cores and the memory to the scorer.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "10485760");
        // A client that dies in mid-transaction is aborted soon, so that its successor need not wait a minute.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        return settings;
    }

    private static void format(Path directory, Properties settings) throws IOException {
        Path file = directory.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = StorageTool.execute(
                new String[] {"format", "-t", CLUSTER_ID, "-c", file.toString(), "--ignore-formatted"},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new BrokerException("the broker's directory " + directory + " cannot be formatted: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Somebody was quicker, which is as good.
        } catch (IOException e) {
            throw new BrokerException("cannot delete the broker's directory " + directory + ": " + e.getMessage(), e);
        }
    }
}
