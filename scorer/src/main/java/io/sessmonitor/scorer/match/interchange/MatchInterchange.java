package io.sessmonitor.scorer.match.interchange;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchGraph;
import io.sessmonitor.scorer.match.MatchResult;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.SimilarityMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;

/**
 * Matches pairs of graphs from JSON Lines to JSON Lines; one line of output for each line of input, in the same order.
 *
 * <p>In: {@code {"name": "...", "a": GRAPH, "b": GRAPH}}, a sent and b received, with GRAPH = {@code {"image": [d numbers],
 * "nodes": [{"embedding": [d numbers], "centroid": [y, x], "importance": w}], "relations": [{"subject": 0, "object": 1,
 * "predicate": "on", "confidence": 0.7}]}}. Embeddings of any length but zero; they are normalised, and compared by their plain cosine.
 * Importances are normalised too (all zero: all equal); without them each node has {@code "saliency": s}, the sum over its mask, and
 * {@link io.sessmonitor.scorer.match.NodeImportance} makes them. A confidence left out is 1. A name left out is null; fields not
 * named here are passed over.
 *
 * <p>Out: {@code {"name", "profile", "score", "raw", "graph", "image", "imageCost", "matches": [{"side": "a", "node": 0, "partner": 2,
 * "similarityBefore", "similarity", "importance", "cost"}]}}: the score clipped and not, its two terms (graph null where neither
 * side has nodes), and the nodes of a, then of b, with partner and similarities null where there is no partner. All costs and
 * {@code imageCost} add up to 1 - raw. Numbers are written in full: reading them gives the same doubles.
 *
 * <p>For a bad line: {@code {"line": n, "name": ..., "error": "..."}}, counted from 1, and the rest go on. A blank line is a bad one, except
 * at the end of the input, where it is passed over.
 */
public final class MatchInterchange {

    private static final int MAX_LINE_BYTES = 64 << 20;

    /**
     * What became of the input.
     *
     * @param lines lines answered
     * @param failures how many of them with an error
     */
    public record Summary(long lines, long failures) {}

    private final Profile profile;
    private final GraphMatcher matcher;
    private final GraphReader graphs;
    private final Writer out;
    private long lines;
    private long failures;

    private MatchInterchange(Writer out, Profile profile, RelationSimilarity relations) {
        this.profile = profile;
        this.out = out;
        matcher = new GraphMatcher(profile, relations.similarity(), SimilarityMap.PLAIN);
        graphs = new GraphReader(profile, relations.predicates());
    }

    /**
     * Reads all lines (UTF-8), writes an answer to each as soon as it is there, and flushes at the end. Holds one pair at a time. Neither
     * stream is closed.
     *
     * @throws IOException if reading or writing fails; what was answered before is written
     */
    public static Summary run(InputStream in, Writer out, Profile profile, RelationSimilarity relations)
            throws IOException {
        MatchInterchange run = new MatchInterchange(out, profile, relations);
        LineReader reader = new LineReader(in, MAX_LINE_BYTES);
        long blank = 0;
        while (reader.next()) {
            if (reader.blank()) {
                blank++;
                continue;
            }
            for (; blank > 0; blank--) {
                run.fail(null, "blank line, expected a JSON object with a and b");
            }
            run.answer(reader);
        }
        out.flush();
        return new Summary(run.lines, run.failures);
    }

    private void answer(LineReader reader) throws IOException {
        JsonNode name = null;
        MatchGraph a;
        MatchGraph b;
        MatchResult result;
        try {
            if (reader.tooLong()) {
                throw new InterchangeException("longer than " + MAX_LINE_BYTES + " bytes");
            }
            JsonNode pair = Json.object(reader.bytes(), reader.length());
            name = pair.get("name");
            if (name != null && !name.isNull() && !name.isTextual()) {
                name = null;
                throw new InterchangeException("name must be a string");
            }
            a = graphs.read(pair, "a");
            b = graphs.read(pair, "b");
            if (a.image().length != b.image().length) {
                throw new InterchangeException(
                        "embeddings of a have " + a.image().length + " values, those of b " + b.image().length);
            }
            result = matcher.match(a, b);
        } catch (InterchangeException e) {
            fail(name, e.getMessage());
            return;
        }
        StringWriter line = new StringWriter();
        try (JsonGenerator json = Json.MAPPER.createGenerator(line)) {
            write(json, name, a, b, result);
        }
        lines++;
        out.append(line.getBuffer()).append('\n');
    }

    private void fail(JsonNode name, String error) throws IOException {
        lines++;
        failures++;
        StringWriter line = new StringWriter();
        try (JsonGenerator json = Json.MAPPER.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("line", lines);
            writeName(json, name);
            json.writeStringField("error", error);
            json.writeEndObject();
        }
        out.append(line.getBuffer()).append('\n');
    }

    private void write(JsonGenerator json, JsonNode name, MatchGraph a, MatchGraph b, MatchResult result)
            throws IOException {
        json.writeStartObject();
        writeName(json, name);
        json.writeStringField("profile", profile.id());
        json.writeNumberField("score", result.score());
        json.writeNumberField("raw", result.raw());
        if (result.graph().isPresent()) {
            json.writeNumberField("graph", result.graph().getAsDouble());
        } else {
            json.writeNullField("graph");
        }
        json.writeNumberField("image", result.image());
        json.writeNumberField("imageCost", result.imageCost());
        json.writeArrayFieldStart("matches");
        int columns = b.nodes();
        for (int u = 0; u < a.nodes(); u++) {
            int v = result.partnerOfA()[u];
            writeNode(json, "a", u, v, u * columns + v, result, a.importance()[u], result.costOfA()[u]);
        }
        for (int v = 0; v < columns; v++) {
            int u = result.partnerOfB()[v];
            writeNode(json, "b", v, u, u * columns + v, result, b.importance()[v], result.costOfB()[v]);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeNode(
            JsonGenerator json,
            String side,
            int node,
            int partner,
            int entry,
            MatchResult result,
            double importance,
            double cost)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("side", side);
        json.writeNumberField("node", node);
        if (partner < 0) {
            json.writeNullField("partner");
            json.writeNullField("similarityBefore");
            json.writeNullField("similarity");
        } else {
            json.writeNumberField("partner", partner);
            json.writeNumberField("similarityBefore", result.before()[entry]);
            json.writeNumberField("similarity", result.after()[entry]);
        }
        json.writeNumberField("importance", importance);
        json.writeNumberField("cost", cost);
        json.writeEndObject();
    }

    private static void writeName(JsonGenerator json, JsonNode name) throws IOException {
        json.writeFieldName("name");
        if (name == null || name.isNull()) {
            json.writeNull();
        } else {
            json.writeString(name.textValue());
        }
    }
}
