package io.sessmonitor.deploy.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry inside this JVM, for the demo and the tests: loopback only, in memory, Avro only. It speaks so much of the API of
 * Confluent's registry that standard clients work with it: subjects, versions, schemas by ID, compatibility levels (really checked)
 * and soft deletion. Schema references, contexts, modes and authentication it does not know.
 *
 * <p>A few threads of its own serve requests; all they share is the {@link SchemaStore}, which has a lock.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int THREADS = 4;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemaStore store = new SchemaStore();

    private EmbeddedRegistry(HttpServer server) {
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "embedded-registry-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Starts a registry.
     *
     * @param port port to listen on, or 0 for a free one
     * @throws BrokerException when the port is taken
     */
    public static EmbeddedRegistry start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            EmbeddedRegistry registry = new EmbeddedRegistry(server);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new BrokerException(
                    "the embedded registry cannot listen on port " + port + " (" + e.getMessage()
                            + "); choose another, or 0 for a free one",
                    e);
        }
    }

    /** Its address, for {@code registry.url} and any other client. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Stops serving; what was registered is gone. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            JsonNode answer;
            try {
                answer = answer(exchange);
            } catch (RegistryError e) {
                status = e.status();
                answer = MAPPER.createObjectNode().put("error_code", e.code()).put("message", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error(
                        "Embedded registry failed at {} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                status = 500;
                answer = MAPPER.createObjectNode().put("error_code", 50001).put("message", "Internal error: " + e);
            }
            byte[] bytes = MAPPER.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private JsonNode answer(HttpExchange exchange) throws RegistryError, IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new RegistryError(413, 413, "The request has more than " + MAX_BODY_BYTES + " bytes.");
        }
        List<String> path = path(exchange.getRequestURI().getRawPath());
        Request request = new Request(
                exchange.getRequestMethod(),
                path,
                query(exchange.getRequestURI().getRawQuery()),
                body);
        return switch (path.isEmpty() ? "" : path.get(0)) {
            case "" -> MAPPER.createObjectNode();
            case "subjects" -> subjects(request);
            case "schemas" -> schemas(request);
            case "compatibility" -> compatibility(request);
            case "config" -> config(request);
            case "mode" -> mode(request);
            default -> throw request.notFound();
        };
    }

    private JsonNode subjects(Request request) throws RegistryError {
        boolean deleted = request.flag("deleted");
        String subject = request.at(1);
        switch (request.shape()) {
            case "GET subjects":
                return MAPPER.valueToTree(store.subjects(request.query().getOrDefault("subjectPrefix", ""), deleted));
            case "POST subjects *":
                return describe(store.lookUp(subject, request.schema(), deleted));
            case "DELETE subjects *":
                return MAPPER.valueToTree(store.delete(subject, request.flag("permanent")));
            case "GET subjects * versions":
                return MAPPER.valueToTree(store.versions(subject, deleted).stream()
                        .map(SchemaStore.Version::version)
                        .toList());
            case "POST subjects * versions":
                return describe(store.register(subject, request.schema()));
            case "GET subjects * versions *":
                return describe(store.version(subject, request.at(3), deleted));
            case "DELETE subjects * versions *":
                return MAPPER.valueToTree(store.deleteVersion(subject, request.at(3)));
            case "GET subjects * versions * schema":
                return tree(store.version(subject, request.at(3), deleted)
                        .registered()
                        .text());
            default:
                throw request.notFound();
        }
    }

    private JsonNode schemas(Request request) throws RegistryError {
        switch (request.shape()) {
            case "GET schemas types":
                return MAPPER.createArrayNode().add("AVRO");
            case "GET schemas ids *":
                return MAPPER.createObjectNode()
                        .put("schema", store.byId(request.id()).text());
            case "GET schemas ids * schema":
                return tree(store.byId(request.id()).text());
            case "GET schemas ids * subjects":
                return MAPPER.valueToTree(store.uses(request.id()).stream()
                        .map(SchemaStore.Version::subject)
                        .distinct()
                        .toList());
            case "GET schemas ids * versions":
                List<JsonNode> uses = new ArrayList<>();
                for (SchemaStore.Version use : store.uses(request.id())) {
                    uses.add(MAPPER.createObjectNode()
                            .put("subject", use.subject())
                            .put("version", use.version()));
                }
                return MAPPER.valueToTree(uses);
            default:
                throw request.notFound();
        }
    }

    private JsonNode compatibility(Request request) throws RegistryError {
        String version = switch (request.shape()) {
            case "POST compatibility subjects * versions" -> null;
            case "POST compatibility subjects * versions *" -> request.at(4);
            default -> throw request.notFound();
        };
        List<String> problems = store.incompatibilities(request.at(2), version, request.schema());
        ObjectNode answer = MAPPER.createObjectNode().put("is_compatible", problems.isEmpty());
        if (request.flag("verbose")) {
            answer.set("messages", MAPPER.valueToTree(problems));
        }
        return answer;
    }

    private JsonNode config(Request request) throws RegistryError {
        String subject = request.at(1);
        switch (request.shape()) {
            case "GET config", "GET config *":
                Compatibility level = request.flag("defaultToGlobal") ? store.level(subject) : store.ownLevel(subject);
                if (level == null) {
                    throw new RegistryError(
                            404,
                            40408,
                            "Subject '" + subject + "' does not have subject-level compatibility configured");
                }
                return MAPPER.createObjectNode().put("compatibilityLevel", level.name());
            case "PUT config", "PUT config *":
                Compatibility wanted =
                        Compatibility.of(request.json().path("compatibility").asText());
                store.setLevel(subject, wanted);
                return MAPPER.createObjectNode().put("compatibility", wanted.name());
            case "DELETE config", "DELETE config *":
                Compatibility before = store.ownLevel(subject);
                if (before == null) {
                    throw RegistryError.noSubject(subject);
                }
                store.setLevel(subject, null);
                return MAPPER.createObjectNode().put("compatibilityLevel", before.name());
            default:
                throw request.notFound();
        }
    }

    private static JsonNode mode(Request request) throws RegistryError {
        return switch (request.shape()) {
            case "GET mode", "GET mode *" -> MAPPER.createObjectNode().put("mode", "READWRITE");
            default -> throw request.notFound();
        };
    }

    private static ObjectNode describe(SchemaStore.Version version) {
        return MAPPER.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.registered().id())
                .put("schema", version.registered().text());
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
        }
    }

    private static List<String> path(String raw) {
        List<String> path = new ArrayList<>();
        for (String part : raw.split("/")) {
            if (!part.isEmpty()) {
                // In a path, unlike in a query, a plus sign is a plus sign.
                path.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return path;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(
                    URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                    pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /** A request taken apart. */
    private record Request(String method, List<String> path, Map<String, String> query, byte[] body) {

        /** Method and path with the names in it replaced by {@code *}, such as {@code GET subjects * versions}. */
        String shape() {
            StringBuilder shape = new StringBuilder(method);
            for (int i = 0; i < path.size(); i++) {
                boolean name = switch (path.get(0)) {
                    case "subjects" -> i == 1 || i == 3;
                    case "schemas" -> i == 2;
                    case "compatibility" -> i == 2 || i == 4;
                    default -> i == 1;
                };
                shape.append(' ').append(name ? "*" : path.get(i));
            }
            return shape.toString();
        }

        /** A part of the path, or null. */
        String at(int index) {
            return index < path.size() ? path.get(index) : null;
        }

        boolean flag(String name) {
            return "true".equals(query.get(name));
        }

        int id() throws RegistryError {
            try {
                return Integer.parseInt(at(2));
            } catch (NumberFormatException e) {
                throw new RegistryError(404, 404, "HTTP 404 Not Found");
            }
        }

        JsonNode json() throws RegistryError {
            try {
                JsonNode json = MAPPER.readTree(body);
                if (json instanceof ObjectNode) {
                    return json;
                }
            } catch (JsonProcessingException e) {
                throw new RegistryError(400, 400, "The request is not JSON: " + e.getOriginalMessage());
            } catch (IOException e) {
                throw new IllegalStateException("bytes in memory cannot fail to be read", e);
            }
            throw new RegistryError(400, 400, "The request is not a JSON object.");
        }

        Schema schema() throws RegistryError {
            JsonNode json = json();
            String type = json.path("schemaType").asText("AVRO");
            if (!type.equals("AVRO") && !type.equals("null")) {
                throw RegistryError.invalidSchema("schemaType is '" + type + "', this registry knows only AVRO");
            }
            if (!json.path("references").isEmpty()) {
                throw RegistryError.invalidSchema("this registry does not know references to other schemas");
            }
            String schema = json.path("schema").asText("");
            if (schema.isBlank()) {
                throw RegistryError.invalidSchema("there is none");
            }
            return SchemaStore.parse(schema);
        }

        RegistryError notFound() {
            return new RegistryError(404, 404, "HTTP 404 Not Found");
        }
    }
}
