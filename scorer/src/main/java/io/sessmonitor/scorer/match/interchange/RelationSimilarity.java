package io.sessmonitor.scorer.match.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How alike the predicates of relations are.
 *
 * @param predicates their names, all different
 * @param similarity of each with each: square, finite, symmetric, 1 on the diagonal
 */
public record RelationSimilarity(List<String> predicates, double[][] similarity) {

    /** Files written with a few digits are symmetric, and 1 on the diagonal, only so far. */
    private static final double TOLERANCE = 1e-6;

    /** @throws IllegalArgumentException saying which row, column or name is wrong */
    public RelationSimilarity {
        predicates = List.copyOf(predicates);
        int size = predicates.size();
        Set<String> seen = new HashSet<>();
        for (String predicate : predicates) {
            require(seen.add(predicate), "predicate \"%s\" is there twice", predicate);
        }
        require(size > 0, "no predicates");
        require(similarity.length == size, "%d predicates, but %d rows of similarities", size, similarity.length);
        double[][] own = new double[size][];
        for (int r = 0; r < size; r++) {
            int cols = similarity[r].length;
            require(cols == size, "similarity[%d] has %d values for %d predicates", r, cols, size);
            own[r] = similarity[r].clone();
        }
        for (int r = 0; r < size; r++) {
            for (int q = 0; q < size; q++) {
                double value = own[r][q];
                require(Double.isFinite(value), "similarity[%d][%d] must be finite: %s", r, q, value);
                require(
                        Math.abs(value - own[q][r]) <= TOLERANCE,
                        "similarity must be symmetric: [%d][%d] is %s, [%2$d][%1$d] is %4$s",
                        r,
                        q,
                        value,
                        own[q][r]);
            }
            require(
                    Math.abs(own[r][r] - 1) <= TOLERANCE,
                    "a predicate is similar to itself by 1; similarity[%d][%1$d] is %s",
                    r,
                    own[r][r]);
            own[r][r] = 1;
        }
        similarity = own;
    }

    /**
     * Reads {@code {"predicates": [names], "similarity": [[numbers]]}} (UTF-8).
     *
     * @throws IOException if the file cannot be read
     * @throws InterchangeException if it does not hold relation similarities; the message does not name the file
     */
    public static RelationSimilarity read(Path file) throws IOException, InterchangeException {
        byte[] bytes = Files.readAllBytes(file);
        JsonNode root = Json.object(bytes, bytes.length);
        JsonNode names = Json.array(root, "", "predicates");
        List<String> predicates = new ArrayList<>();
        for (int r = 0; r < names.size(); r++) {
            predicates.add(Json.text(names.get(r), "predicates[" + r + "]"));
        }
        JsonNode rows = Json.array(root, "", "similarity");
        double[][] similarity = new double[rows.size()][];
        for (int r = 0; r < similarity.length; r++) {
            String place = "similarity[" + r + "]";
            if (!rows.get(r).isArray()) {
                throw new InterchangeException(place + " must be an array");
            }
            similarity[r] = Json.numbers(rows.get(r), place);
        }
        try {
            return new RelationSimilarity(predicates, similarity);
        } catch (IllegalArgumentException e) {
            throw new InterchangeException(e.getMessage());
        }
    }

    private static void require(boolean good, String message, Object... values) {
        if (!good) {
            throw new IllegalArgumentException(String.format(message, values));
        }
    }
}
