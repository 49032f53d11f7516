package io.sessmonitor.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A registry with the four calls our client makes, whose every answer a test can replace. */
public final class FakeRegistry implements AutoCloseable {

    /** What to answer; body null breaks the connection off. */
    public record Reply(int status, byte[] body) {
        public static Reply json(int status, String body) {
            return new Reply(status, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Looks at a request and answers it, or returns null to let the registry answer. */
    public interface Trouble {
        Reply answer(String request, String authorization) throws IOException;
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fake-registry");
        thread.setDaemon(true);
        return thread;
    });
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<ObjectNode> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new ConcurrentHashMap<>();
    private volatile Trouble trouble = (request, authorization) -> null;

    public FakeRegistry() throws IOException {
        this(null);
    }

    FakeRegistry(SSLContext tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = https;
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://localhost:" + server.getAddress().getPort();
    }

    public Map<String, String> settings(String... more) {
        Map<String, String> settings = new TreeMap<>(Map.of("registry.url", url()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    /** From now on, ask this before answering. */
    public void trouble(Trouble newTrouble) {
        trouble = newTrouble;
    }

    /** From now on, break every connection off. */
    public void goDown() {
        trouble = (request, authorization) -> new Reply(0, null);
    }

    /** From now on, answer as one should. */
    public void comeBack() {
        trouble = (request, authorization) -> null;
    }

    /** Every request so far, such as {@code GET /schemas/ids/1}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Puts a schema into the registry and returns its ID. */
    public synchronized int add(String subject, String schema) {
        ObjectNode entry = MAPPER.createObjectNode().put("schema", schema);
        int id = schemas.indexOf(entry) + 1;
        if (id == 0) {
            schemas.add(entry);
            id = schemas.size();
        }
        List<Integer> versions = subjects.computeIfAbsent(subject, name -> new CopyOnWriteArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    /** Puts any answer under an ID of its own, which is returned. */
    public synchronized int addEntry(String json) throws IOException {
        schemas.add((ObjectNode) MAPPER.readTree(json));
        return schemas.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
            requests.add(request);
            byte[] body = exchange.getRequestBody().readAllBytes();
            Reply reply = trouble.answer(request, exchange.getRequestHeaders().getFirst("Authorization"));
            if (reply == null) {
                reply = answer(request, body);
            }
            if (reply.body() == null) {
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    private synchronized Reply answer(String request, byte[] body) throws IOException {
        String[] path = request.split("[ /]+");
        if (path[1].equals("schemas")) {
            int id = Integer.parseInt(path[3]);
            return id >= 1 && id <= schemas.size()
                    ? Reply.json(200, schemas.get(id - 1).toString())
                    : Reply.json(404, "{\"error_code\":40403,\"message\":\"Schema " + id + " not found\"}");
        }
        String subject = URLDecoder.decode(path[2], StandardCharsets.UTF_8);
        if (path[0].equals("GET")) {
            int id = subjects.get(subject).get(Integer.parseInt(path[4]) - 1);
            return Reply.json(200, schemas.get(id - 1).toString());
        }
        JsonNode schema = MAPPER.readTree(body).get("schema");
        if (path.length > 3) {
            return Reply.json(200, "{\"id\":" + add(subject, schema.asText()) + "}");
        }
        int id = schemas.indexOf(MAPPER.createObjectNode().set("schema", schema)) + 1;
        return subjects.getOrDefault(subject, List.of()).contains(id)
                ? Reply.json(200, "{\"id\":" + id + "}")
                : Reply.json(404, "{\"error_code\":40401,\"message\":\"Subject '" + subject + "' not found.\"}");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
