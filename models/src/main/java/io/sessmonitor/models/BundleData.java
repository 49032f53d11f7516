package io.sessmonitor.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** Reads the small data files of a bundle and checks that they fit its bundle.yaml. */
final class BundleData {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double SYMMETRY = 1e-6;

    private record Similarity(List<String> predicates, double[][] similarity) {}

    private record Probe(float[][] weights, float[] bias) {}

    private BundleData() {}

    /** {@code {"predicates": [...], "similarity": [[...]]}}. */
    static double[][] relationSimilarity(byte[] json, List<String> predicates) throws BundleException {
        Similarity read = parse(json, Similarity.class, "relation similarities");
        if (!predicates.equals(read.predicates())) {
            throw bad("relation similarities: their predicates are not those of bundle.yaml");
        }
        double[][] similarity = read.similarity();
        int n = predicates.size();
        if (similarity == null || similarity.length != n) {
            throw bad("relation similarities: " + n + " rows expected");
        }
        for (int i = 0; i < n; i++) {
            if (similarity[i] == null || similarity[i].length != n) {
                throw bad("relation similarities: row " + i + " needs " + n + " values");
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double value = similarity[i][j];
                boolean symmetric = Math.abs(value - similarity[j][i]) <= SYMMETRY;
                if (!(Math.abs(value) <= 1) || !symmetric || (i == j && value != 1)) {
                    throw bad("relation similarities: values must lie in -1..1, be symmetric, and 1 on the diagonal; '"
                            + predicates.get(i) + "' and '" + predicates.get(j) + "' are not");
                }
            }
        }
        return similarity;
    }

    /** {@code {"weights": [[...]], "bias": [...]}}. */
    static LabelProbe labels(byte[] json, List<String> names) throws BundleException {
        Probe read = parse(json, Probe.class, "labels");
        if (read.weights() == null || read.bias() == null) {
            throw bad("labels: weights or bias is missing");
        }
        try {
            return new LabelProbe(names, read.weights(), read.bias());
        } catch (IllegalArgumentException e) {
            throw new BundleException(BundleException.Problem.BAD_CONTENT, "labels: " + e.getMessage(), e);
        }
    }

    private static <T> T parse(byte[] json, Class<T> type, String what) throws BundleException {
        try {
            T read = JSON.readValue(json, type);
            if (read == null) {
                throw bad(what + ": empty");
            }
            return read;
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new BundleException(
                    BundleException.Problem.BAD_CONTENT, what + line + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new BundleException(BundleException.Problem.BAD_CONTENT, what + ": " + e.getMessage(), e);
        }
    }

    private static BundleException bad(String message) {
        return new BundleException(BundleException.Problem.BAD_CONTENT, message);
    }
}
