package io.sessmonitor.deploy.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code src/test/js/client.js}: a sender, a receiver and a reader of scores that have nothing of ours. */
final class JavaScriptClient {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Path FOLDER = ROOT.resolve("deploy/src/test/js");
    private static final long LIMIT_SECONDS = 180;

    private JavaScriptClient() {}

    /** Whether what it needs is there. */
    static boolean isInstalled() throws InterruptedException {
        if (!Files.isDirectory(FOLDER.resolve("node_modules/kafkajs"))) {
            return false;
        }
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes frames of the link {@code js>node} and returns what it reads of their scores. */
    static List<JsonNode> run(TestNet net, String prefix, int frames) throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode task = json.createObjectNode()
                .put("brokers", net.bootstrapServers())
                .put("registry", net.registryUrl())
                .put("sent", prefix + "sent")
                .put("received", prefix + "received")
                .put("scores", prefix + "scores")
                .put("schema", ROOT.resolve("schemas/src/main/avro/frame.avsc").toString())
                .put("frames", frames);
        Path output = Files.createTempFile("sess-monitor-js-", ".jsonl");
        Path said = Files.createTempFile("sess-monitor-js-", ".log");
        Process process = new ProcessBuilder("node", "client.js", task.toString())
                .directory(FOLDER.toFile())
                .redirectOutput(output.toFile())
                .redirectError(said.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the JavaScript client has not ended; it said\n" + Files.readString(said) + "read\n"
                                + Files.readString(output) + "and on the topics are " + onTopics(net, prefix));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("the JavaScript client has ended with " + process.exitValue()
                        + "; it said\n" + Files.readString(said));
            }
            List<JsonNode> scores = new ArrayList<>();
            for (String line : Files.readAllLines(output)) {
                scores.add(json.readTree(line));
            }
            return scores;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(said);
        }
    }

    private static String onTopics(TestNet net, String prefix) {
        return Stream.of("sent", "received", "scores", "dlq")
                .map(topic -> net.read(prefix + topic).size() + " " + topic)
                .collect(Collectors.joining(", "));
    }
}
