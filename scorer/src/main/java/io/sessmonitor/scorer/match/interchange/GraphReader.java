package io.sessmonitor.scorer.match.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.match.MatchGraph;
import io.sessmonitor.scorer.match.NodeImportance;
import io.sessmonitor.scorer.match.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From the GRAPH of the format to a {@link MatchGraph}: embeddings scaled to unit length, importances as the profile says. */
final class GraphReader {

    /** A pair of the largest graphs takes some 500 MB; the full models make at most 512 objects. */
    static final int MAX_NODES = 4096;

    private final Profile profile;
    private final Map<String, Integer> predicates = new HashMap<>();

    GraphReader(Profile profile, List<String> predicateNames) {
        this.profile = profile;
        for (String name : predicateNames) {
            predicates.put(name, predicates.size());
        }
    }

    /** Reads the graph in this field of the pair, {@code a} or {@code b}. */
    MatchGraph read(JsonNode pair, String side) throws InterchangeException {
        JsonNode graph = Json.required(pair, "", side);
        double[] image = unit(Json.numbers(graph, side, "image"), side + ".image");
        JsonNode nodes = Json.array(graph, side, "nodes");
        int count = nodes.size();
        if (count > MAX_NODES) {
            throw new InterchangeException(side + ".nodes: " + count + " nodes, at most " + MAX_NODES + " are taken");
        }
        double[][] embeddings = new double[count][];
        double[][] centroids = new double[count][];
        for (int i = 0; i < count; i++) {
            String place = side + ".nodes[" + i + "]";
            embeddings[i] = unit(Json.numbers(nodes.get(i), place, "embedding"), place + ".embedding");
            centroids[i] = Json.numbers(nodes.get(i), place, "centroid");
        }
        JsonNode relations = Json.array(graph, side, "relations");
        int related = relations.size();
        int[] subjects = new int[related];
        int[] objects = new int[related];
        int[] predicateIndices = new int[related];
        double[] confidences = new double[related];
        for (int r = 0; r < related; r++) {
            JsonNode relation = relations.get(r);
            String place = side + ".relations[" + r + "]";
            subjects[r] = node(relation, place, "subject", count);
            objects[r] = node(relation, place, "object", count);
            predicateIndices[r] = predicate(relation, place);
            confidences[r] = confidence(relation, place);
        }
        double[] importance = importance(nodes, side, subjects, objects, confidences);
        try {
            return new MatchGraph(image, embeddings, centroids, importance, subjects, objects, predicateIndices);
        } catch (IllegalArgumentException e) {
            throw new InterchangeException(side + ": " + e.getMessage());
        }
    }

    private double[] importance(JsonNode nodes, String side, int[] subjects, int[] objects, double[] confidences)
            throws InterchangeException {
        int count = nodes.size();
        double[] given = new double[count];
        double[] saliency = new double[count];
        int withImportance = 0;
        int withoutSaliency = -1;
        for (int i = 0; i < count; i++) {
            String place = side + ".nodes[" + i + "]";
            if (nodes.get(i).hasNonNull("importance")) {
                given[i] = notNegative(nodes.get(i), place, "importance");
                withImportance++;
            }
            if (nodes.get(i).hasNonNull("saliency")) {
                saliency[i] = notNegative(nodes.get(i), place, "saliency");
            } else {
                withoutSaliency = i;
            }
        }
        if (withImportance == count) {
            return NodeImportance.normalised(given);
        }
        if (withImportance > 0) {
            throw new InterchangeException(side + ".nodes: " + withImportance + " of " + count
                    + " have an importance; give it for all or for none");
        }
        if (withoutSaliency >= 0) {
            throw new InterchangeException(
                    side + ".nodes[" + withoutSaliency + "] has neither importance nor saliency");
        }
        return NodeImportance.of(profile, saliency, subjects, objects, confidences);
    }

    private static double notNegative(JsonNode node, String place, String field) throws InterchangeException {
        double value = Json.number(node, place, field);
        if (value < 0) {
            throw new InterchangeException(place + "." + field + " must not be negative: " + value);
        }
        return value;
    }

    private static int node(JsonNode relation, String place, String field, int count) throws InterchangeException {
        int index = Json.index(relation, place, field);
        if (index < 0 || index >= count) {
            throw new InterchangeException(
                    place + "." + field + " is " + index + ", but there are " + count + " nodes");
        }
        return index;
    }

    private int predicate(JsonNode relation, String place) throws InterchangeException {
        String name = Json.text(Json.required(relation, place, "predicate"), place + ".predicate");
        Integer index = predicates.get(name);
        if (index == null) {
            throw new InterchangeException(place + ".predicate \"" + name + "\" is not in the relation similarities");
        }
        return index;
    }

    private static double confidence(JsonNode relation, String place) throws InterchangeException {
        if (!relation.hasNonNull("confidence")) {
            return 1;
        }
        double confidence = Json.number(relation, place, "confidence");
        if (confidence < 0 || confidence > 1) {
            throw new InterchangeException(place + ".confidence must be from 0 to 1: " + confidence);
        }
        return confidence;
    }

    /** Scaled by the largest value first, so that no square can overflow or vanish. */
    private static double[] unit(double[] embedding, String place) throws InterchangeException {
        double largest = 0;
        for (double value : embedding) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0) {
            throw new InterchangeException(place + " has length zero");
        }
        double squares = 0;
        for (int k = 0; k < embedding.length; k++) {
            embedding[k] /= largest;
            squares += embedding[k] * embedding[k];
        }
        double length = Math.sqrt(squares);
        for (int k = 0; k < embedding.length; k++) {
            embedding[k] /= length;
        }
        return embedding;
    }
}
