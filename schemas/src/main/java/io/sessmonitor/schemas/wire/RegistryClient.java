package io.sessmonitor.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.schemas.wire.RegistryHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of any registry that speaks Confluent's API. Remembers IDs by schema and schemas by ID, for both never change once given.
 *
 * <p>A registry that does not answer is asked again, at growing intervals up to 5 s, at every configured address, until the wait that
 * the settings allow is over; {@link RegistryUnavailableException} then tells the caller, who may call again. Safe for use by many
 * threads: caches and the outage's log line have locks of their own, requests run on the calling thread without any lock.
 */
public final class RegistryClient {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** How long a registry's word that it does not know an ID is believed; spares it a request for each of many bad records. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

    private static final int CACHE = 1000;
    private static final int MAX_REFERENCES = 64;

    private record SubjectSchema(String subject, Schema schema) {}

    private record Unknown(RegistryRefusedException why, Duration until) {}

    private final RegistrySettings settings;
    private final RegistryHttp http;
    private final Ticker ticker;
    private final OutageLog outage;
    private final BoundedCache<SubjectSchema, Integer> ids = new BoundedCache<>(CACHE);
    private final BoundedCache<Integer, Schema> schemas = new BoundedCache<>(CACHE);
    private final BoundedCache<Integer, Unknown> unknown = new BoundedCache<>(CACHE);
    private volatile int preferred;

    /**
     * Makes a client; nothing is asked of the registry yet.
     *
     * @param settings keys {@code registry.*} as README.md lists them
     * @throws IllegalArgumentException if a setting is missing, wrong or unknown
     */
    public RegistryClient(Map<String, String> settings) {
        this(RegistrySettings.of(settings), Ticker.SYSTEM);
    }

    RegistryClient(RegistrySettings settings, Ticker ticker) {
        this.settings = settings;
        this.http = new RegistryHttp(settings);
        this.ticker = ticker;
        this.outage = new OutageLog(LOG, ticker);
    }

    /**
     * The ID of a schema under a subject; registers it if the settings allow that and it is not there yet.
     *
     * @throws RegistryRefusedException if it is not there and not to be registered (404), not compatible with what is there (409), or
     *     not valid in the registry's eyes (422)
     * @throws RegistryUnavailableException if no registry answered in time
     */
    public int id(String subject, Schema schema) throws RegistryUnavailableException, RegistryRefusedException {
        return settings.register() ? register(subject, schema) : lookUp(subject, schema);
    }

    /** Registers a schema under a subject, or finds it there; errors as for {@link #id}. */
    public int register(String subject, Schema schema) throws RegistryUnavailableException, RegistryRefusedException {
        return id(subject, schema, "/versions", "will not register the schema of " + schema.getFullName());
    }

    /** Finds a schema under a subject without registering it; errors as for {@link #id}. */
    public int lookUp(String subject, Schema schema) throws RegistryUnavailableException, RegistryRefusedException {
        return id(subject, schema, "", "does not have the schema of " + schema.getFullName());
    }

    /**
     * What keeps a schema from being registered under a subject, in the registry's words; nothing is registered.
     *
     * @return empty if it would be taken, also because there is no such subject yet
     * @throws RegistryRefusedException if the schema is not valid in the registry's eyes
     * @throws RegistryUnavailableException if no registry answered in time
     */
    public List<String> incompatibilities(String subject, Schema schema)
            throws RegistryUnavailableException, RegistryRefusedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("schema", schema.toString());
        Answer answer = call("/compatibility/subjects/" + escape(subject) + "/versions/latest?verbose=true", body);
        if (answer.status() == 404) {
            return List.of();
        }
        if (!answer.ok()) {
            throw new RegistryRefusedException(
                    answer.status(),
                    answer.errorCode(),
                    "the schema registry cannot compare the schema of " + schema.getFullName() + " with subject "
                            + subject + ": " + answer.message() + " (" + answer.errorCode() + ")");
        }
        if (answer.body().path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> why = new ArrayList<>();
        answer.body().path("messages").forEach(message -> why.add(message.asText()));
        return why.isEmpty() ? List.of("it does not say why") : List.copyOf(why);
    }

    /**
     * How strictly the registry compares schemas under a subject: the subject's own level or the registry's, for example
     * {@code BACKWARD} or {@code NONE}.
     *
     * @return empty if the registry does not say
     * @throws RegistryUnavailableException if no registry answered in time
     */
    public Optional<String> compatibility(String subject) throws RegistryUnavailableException {
        Answer answer = call("/config/" + escape(subject) + "?defaultToGlobal=true", null);
        if (answer.status() == 404) {
            answer = call("/config", null);
        }
        String level = answer.body().path("compatibilityLevel").asText("");
        return answer.ok() && !level.isEmpty() ? Optional.of(level) : Optional.empty();
    }

    private int id(String subject, Schema schema, String path, String what)
            throws RegistryUnavailableException, RegistryRefusedException {
        SubjectSchema key = new SubjectSchema(subject, schema);
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("schema", schema.toString());
        Answer answer = call("/subjects/" + escape(subject) + path, body);
        if (!answer.ok()) {
            String hint = answer.status() == 404 && path.isEmpty()
                    ? "; register it there, or set " + RegistrySettings.REGISTER + " to true"
                    : "";
            throw new RegistryRefusedException(
                    answer.status(),
                    answer.errorCode(),
                    "the schema registry " + what + " under subject " + subject + ": " + answer.message() + " ("
                            + answer.errorCode() + ")" + hint);
        }
        int id = answer.body().path("id").asInt(-1);
        if (id < 0) {
            throw new RegistryUnavailableException(
                    "the schema registry answers without an ID; check " + RegistrySettings.URL, null);
        }
        ids.put(key, id);
        return id;
    }

    /**
     * The schema of an ID.
     *
     * @throws RegistryRefusedException if a healthy registry does not know it (404), or what it has is not an Avro schema that we can
     *     read
     * @throws RegistryUnavailableException if no registry answered in time
     */
    public Schema schema(int id) throws RegistryUnavailableException, RegistryRefusedException {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Unknown refused = unknown.get(id);
        if (refused != null && ticker.now().compareTo(refused.until()) < 0) {
            throw refused.why();
        }
        try {
            Schema schema = fetch(id);
            schemas.put(id, schema);
            return schema;
        } catch (RegistryRefusedException e) {
            unknown.put(id, new Unknown(e, ticker.now().plus(UNKNOWN_FOR)));
            throw e;
        }
    }

    private Schema fetch(int id) throws RegistryUnavailableException, RegistryRefusedException {
        Answer answer = call("/schemas/ids/" + id, null);
        String what = "schema " + id;
        Schema.Parser parser = new Schema.Parser();
        parseReferences(parser, refuse(answer, what).body(), what, new HashSet<>());
        return parse(parser, answer, what);
    }

    /** Parses, depth first, the schemas that a schema refers to by name. */
    private void parseReferences(Schema.Parser parser, JsonNode body, String what, Set<String> seen)
            throws RegistryUnavailableException, RegistryRefusedException {
        for (JsonNode reference : body.path("references")) {
            String subject = reference.path("subject").asText();
            int version = reference.path("version").asInt();
            if (!seen.add(subject + "/" + version)) {
                continue;
            }
            if (seen.size() > MAX_REFERENCES) {
                throw new RegistryRefusedException(
                        200, 200, what + " refers to more than " + MAX_REFERENCES + " other schemas");
            }
            String there = what + " (by way of " + subject + " version " + version + ")";
            Answer answer = call("/subjects/" + escape(subject) + "/versions/" + version, null);
            parseReferences(parser, refuse(answer, there).body(), there, seen);
            parse(parser, answer, there);
        }
    }

    private static Answer refuse(Answer answer, String what) throws RegistryRefusedException {
        if (!answer.ok()) {
            throw new RegistryRefusedException(
                    answer.status(), answer.errorCode(), "the schema registry does not know " + what);
        }
        return answer;
    }

    private static Schema parse(Schema.Parser parser, Answer answer, String what) throws RegistryRefusedException {
        String type = answer.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new RegistryRefusedException(200, 200, what + " is of type " + type + ", not AVRO");
        }
        try {
            return parser.parse(answer.body().path("schema").asText());
        } catch (AvroRuntimeException | StackOverflowError e) {
            throw new RegistryRefusedException(200, 200, what + " cannot be parsed: " + e.getMessage());
        }
    }

    /**
     * Asks until somebody answers. A 404 counts only if no other address knows better, for followers lag behind their leader.
     *
     * @param body what to post, or null to get
     */
    private Answer call(String path, JsonNode body) throws RegistryUnavailableException {
        Duration end = ticker.now().plus(settings.patience());
        Duration pause = FIRST_PAUSE;
        while (true) {
            Answer notFound = null;
            StringBuilder why = new StringBuilder();
            IOException last = null;
            int first = preferred;
            for (int i = 0; i < settings.urls().size(); i++) {
                int index = (first + i) % settings.urls().size();
                URI url = settings.urls().get(index);
                try {
                    Answer answer = http.exchange(url, path, body);
                    if (answer.status() == 404) {
                        notFound = answer;
                        continue;
                    }
                    outage.answered();
                    preferred = index;
                    return answer;
                } catch (IOException e) {
                    last = e;
                    why.append(why.isEmpty() ? "" : "; ")
                            .append(url)
                            .append(": ")
                            .append(e.getMessage());
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
            if (notFound != null) {
                outage.answered();
                return notFound;
            }
            outage.failed(why.toString());
            Duration left = end.minus(ticker.now());
            if (left.isNegative() || left.isZero()) {
                throw new RegistryUnavailableException(
                        "no schema registry answered within "
                                + settings.patience().toMillis() + " ms: " + why,
                        last);
            }
            try {
                ticker.sleep(pause.compareTo(left) < 0 ? pause : left);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        }
    }

    private static RegistryUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryUnavailableException("interrupted while waiting for the schema registry", e);
    }

    private static String escape(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
