package io.sessmonitor.scorer.full;

import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.sam.SamMask;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** RelateAnything's relation head: mask tokens → how likely each relation holds between each two. Thread-safe. */
final class RelationHead {

    /** The bundle's component that holds the network. */
    static final String COMPONENT = "relation-head";

    private final Network network;
    private final int predicates;

    /** @param network {@code tokens} [1, N, T] → {@code scores} [1, predicates, N, N]; stays the caller's */
    RelationHead(Network network, int predicates) {
        this.network = network;
        this.predicates = predicates;
    }

    /**
     * @param masks at least one
     * @return 0..1, by predicate, subject, object
     * @throws InferenceException if the network fails, or gives values of another shape or outside 0..1
     */
    float[] scores(List<SamMask> masks) throws InferenceException {
        int count = masks.size();
        int size = masks.get(0).token().length;
        float[] tokens = new float[count * size];
        for (int i = 0; i < count; i++) {
            System.arraycopy(masks.get(i).token(), 0, tokens, i * size, size);
        }
        Tensor scores = network.run(Map.of("tokens", new Tensor(tokens, 1, count, size)))
                .get("scores");
        long[] expected = {1, predicates, count, count};
        if (scores == null || !Arrays.equals(scores.shape(), expected)) {
            throw new InferenceException("the " + COMPONENT + "'s output 'scores' "
                    + (scores == null ? "is missing" : "has shape " + Arrays.toString(scores.shape()))
                    + " instead of shape " + Arrays.toString(expected));
        }
        for (float score : scores.data()) {
            if (!(score >= 0 && score <= 1)) {
                throw new InferenceException("the " + COMPONENT + " gave a score outside 0..1: " + score);
            }
        }
        return scores.data();
    }
}
