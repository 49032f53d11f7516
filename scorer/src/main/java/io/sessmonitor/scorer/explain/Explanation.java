package io.sessmonitor.scorer.explain;

import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a score is what it is. The costs of all objects plus {@code imageCost} add up to 1 - raw score, exactly.
 *
 * @param imageCost what the whole-image term costs
 * @param sent objects of the sent picture, in the order of its graph
 * @param received objects of the received picture, in the order of its graph
 * @param relations relations of the sent picture whose both ends were kept
 */
public record Explanation(
        double imageCost, List<ObjectShare> sent, List<ObjectShare> received, List<RelationChange> relations) {

    /** What became of an object. */
    public enum Fate {
        KEPT,
        /** In the sent picture, not found in the received one. */
        LOST,
        /** In the received picture, not in the sent one. */
        INVENTED
    }

    /** What became of a relation. */
    public enum RelationFate {
        KEPT,
        LOST,
        CHANGED
    }

    /**
     * One object's share.
     *
     * @param node index in its own graph
     * @param partner index of the matched object in the other graph
     * @param similarityBefore by looks alone; 0 without a partner
     * @param similarity with neighbours taken into account; 0 without a partner
     * @param cost what it costs the score
     */
    public record ObjectShare(
            int node,
            SceneObject object,
            Fate fate,
            OptionalInt partner,
            double similarityBefore,
            double similarity,
            double cost) {}

    /** What became of one relation of the sent picture; {@code received} is the predicate found instead, if any. */
    public record RelationChange(Relation relation, String predicate, RelationFate fate, Optional<String> received) {}
}
