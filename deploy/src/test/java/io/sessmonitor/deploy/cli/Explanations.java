package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.scenegraph.Label;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Explanations made by hand: the left and the right half of a picture, each an object. */
final class Explanations {

    private Explanations() {}

    /** Both halves kept. */
    static Explanation nothingLost() {
        return new Explanation(
                0,
                List.of(kept(0, left()), kept(1, right())),
                List.of(kept(0, left()), kept(1, right())),
                List.of(new Explanation.RelationChange(
                        new Relation(0, 2, 1, 0.9), "beside", Explanation.RelationFate.KEPT, Optional.of("beside"))));
    }

    /** The left half, a person, is lost; the right half is kept; something was invented on the left. */
    static Explanation personLost() {
        return new Explanation(
                0.02,
                List.of(alone(0, left(), Fate.LOST, 0.1), kept(1, right())),
                List.of(alone(0, unnamedLeft(), Fate.INVENTED, 0.08), kept(1, right())),
                List.of());
    }

    private static ObjectShare kept(int node, SceneObject object) {
        return new ObjectShare(node, object, Fate.KEPT, OptionalInt.of(node), 1, 1, 0);
    }

    private static ObjectShare alone(int node, SceneObject object, Fate fate, double cost) {
        return new ObjectShare(node, object, fate, OptionalInt.empty(), 0, 0, cost);
    }

    static SceneObject left() {
        return half(0, Optional.of(new Label("person", 0.834)));
    }

    static SceneObject right() {
        return half(4, Optional.empty());
    }

    private static SceneObject unnamedLeft() {
        return half(0, Optional.empty());
    }

    /** Half of a grid of 8 x 4 cells from this column on. */
    private static SceneObject half(int column, Optional<Label> label) {
        BitSet cells = new BitSet();
        for (int y = 0; y < 4; y++) {
            cells.set(y * 8 + column, y * 8 + column + 4);
        }
        double x = (column + 2) / 8.0;
        return new SceneObject(
                new RegionMask(8, 4, cells),
                0.5,
                0.5,
                x,
                new double[] {column / 8.0, 0, (column + 4) / 8.0, 1},
                10,
                0.5,
                new double[] {1, 0},
                label);
    }
}
