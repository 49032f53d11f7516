package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.RelationPredictor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Relations from geometry alone: ten predicates, each with a formula of the two regions' size, place and contact. Found
 * inside each level's partition, where regions do not overlap, and carried over to the objects that stand for them; the
 * most confident one of an ordered pair wins, the earlier level at a tie. Thread-safe.
 *
 * <p>The numbers in {@link #score} are the definition of the predicates, not settings. In it, s is the subject and o the
 * object; {@code ramp(x, a, b)} rises from 0 at a to 1 at b.
 */
final class GeometricRelations implements RelationPredictor<LiteSegmentation> {

    /** What geometry can tell, in the order of the PSG data set. */
    static final List<String> PREDICATES = List.of(
            "over",
            "in front of",
            "beside",
            "on",
            "in",
            "attached to",
            "hanging from",
            "standing on",
            "lying on",
            "enclosing");

    private static final int OVER = 0;
    private static final int IN_FRONT_OF = 1;
    private static final int BESIDE = 2;
    private static final int ON = 3;
    private static final int IN = 4;
    private static final int ATTACHED_TO = 5;
    private static final int HANGING_FROM = 6;
    private static final int STANDING_ON = 7;
    private static final int LYING_ON = 8;
    private static final int ENCLOSING = 9;

    private static final Comparator<Relation> BY_PAIR =
            Comparator.comparingInt(Relation::subject).thenComparingInt(Relation::object);

    private final int[] indexes;
    private final double minScore;
    private final int maxRelations;

    /** @param indexes of {@link #PREDICATES} among the bundle's predicates; of equal scores the lower index wins */
    GeometricRelations(int[] indexes, double minScore, int maxRelations) {
        this.indexes = indexes.clone();
        this.minScore = minScore;
        this.maxRelations = maxRelations;
    }

    @Override
    public List<Relation> relations(LiteSegmentation segmentation) {
        int nodes = segmentation.masks().size();
        double[] confidence = new double[nodes * nodes];
        int[] predicate = new int[nodes * nodes];
        for (int l = 0; l < segmentation.levels().size(); l++) {
            LevelGeometry geometry = new LevelGeometry(
                    segmentation.graph(), segmentation.levels().get(l));
            relate(geometry, segmentation.nodes().nodeOf()[l], nodes, confidence, predicate);
        }
        List<Relation> found = new ArrayList<>();
        for (int s = 0, i = 0; s < nodes; s++) {
            for (int o = 0; o < nodes; o++, i++) {
                if (confidence[i] > 0) {
                    found.add(new Relation(s, predicate[i], o, confidence[i]));
                }
            }
        }
        if (found.size() > maxRelations) {
            // The sort is stable: of equally confident relations the first by pair stay.
            found.sort(Comparator.comparingDouble(Relation::confidence).reversed());
            found = new ArrayList<>(found.subList(0, maxRelations));
            found.sort(BY_PAIR);
        }
        return found;
    }

    private void relate(LevelGeometry level, int[] nodeOf, int nodes, double[] confidence, int[] predicate) {
        double[] scores = new double[PREDICATES.size()];
        for (int s = 0; s < level.count; s++) {
            for (int o = 0; o < level.count; o++) {
                if (s == o || nodeOf[s] == nodeOf[o]) {
                    continue;
                }
                score(level, s, o, scores);
                int best = best(scores);
                int pair = nodeOf[s] * nodes + nodeOf[o];
                if (scores[best] >= minScore && scores[best] > confidence[pair]) {
                    confidence[pair] = scores[best];
                    predicate[pair] = indexes[best];
                }
            }
        }
    }

    private int best(double[] scores) {
        int best = 0;
        for (int p = 1; p < scores.length; p++) {
            if (scores[p] > scores[best] || scores[p] == scores[best] && indexes[p] < indexes[best]) {
                best = p;
            }
        }
        return best;
    }

    private static void score(LevelGeometry g, int s, int o, double[] scores) {
        int so = s * g.count + o;
        int sAbove = g.above[so];
        int sBelow = g.above[o * g.count + s];
        int sBeside = g.beside[so];
        double contact = sAbove + sBelow + sBeside;
        double shareOfS = contact / Math.max(g.perimeter[s], 1);
        double shareOfO = contact / Math.max(g.perimeter[o], 1);
        double touch = ramp(contact / Math.max(Math.min(g.perimeter[s], g.perimeter[o]), 1), .02, .15);
        double up = contact > 0 ? sAbove / contact : 0;
        double down = contact > 0 ? sBelow / contact : 0;
        double side = contact > 0 ? sBeside / contact : 0;

        double widthS = g.right[s] - g.left[s];
        double heightS = g.bottom[s] - g.top[s];
        double widthO = g.right[o] - g.left[o];
        double heightO = g.bottom[o] - g.top[o];
        double overlapX = Math.max(0, Math.min(g.right[s], g.right[o]) - Math.max(g.left[s], g.left[o]))
                / Math.max(Math.min(widthS, widthO), 1e-6);
        double overlapY = Math.max(0, Math.min(g.bottom[s], g.bottom[o]) - Math.max(g.top[s], g.top[o]))
                / Math.max(Math.min(heightS, heightO), 1e-6);
        double gapX = Math.max(0, Math.max(g.left[s], g.left[o]) - Math.min(g.right[s], g.right[o]));
        double gapY = Math.max(0, Math.max(g.top[s], g.top[o]) - Math.min(g.bottom[s], g.bottom[o]));
        double near = Math.exp(-Math.sqrt(gapX * gapX + gapY * gapY) / .08);

        double lower = g.centroidY[o] - g.centroidY[s];
        double above = ramp(lower, 0, .15);
        double below = ramp(-lower, 0, .15);
        double ratio = g.area[o] / Math.max(g.area[s], 1e-9);
        double small = ramp(ratio, .5, 1.5);
        double smaller = ramp(ratio, 1, 3);
        double larger = ramp(g.area[s] / Math.max(g.area[o], 1e-9), 1, 3);
        double proportion = heightS * g.gridHeight / (widthS * g.gridWidth);

        double in = ramp(shareOfS, .55, .85) * smaller;
        double on = touch * ramp(up - down, .05, .35) * above * small * (1 - in);
        scores[IN] = in;
        scores[ENCLOSING] = ramp(shareOfO, .55, .85) * larger;
        scores[ON] = .8 * on;
        scores[STANDING_ON] = on * ramp(proportion, 1, 2);
        scores[LYING_ON] = on * ramp(1 / proportion, 1, 2);
        scores[HANGING_FROM] = .6 * touch * ramp(down - up, .3, .6) * below * smaller * (1 - in);
        scores[ATTACHED_TO] = .7 * touch * ramp(side, .5, .8) * smaller * (1 - in) * ramp(shareOfS, .25, .5);
        scores[OVER] = .9 * above * overlapX * near * (1 - touch * small);
        scores[IN_FRONT_OF] =
                .75 * ramp(g.bottom[s] - g.bottom[o], .02, .12) * overlapX * touch * small * (1 - in) * (1 - on);
        double sideways = Math.abs(g.centroidX[s] - g.centroidX[o]) - Math.abs(g.centroidY[s] - g.centroidY[o]);
        scores[BESIDE] = .8 * near * overlapY * ramp(sideways, 0, .1) * (1 - overlapX);
    }

    private static double ramp(double x, double from, double to) {
        return Math.min(Math.max((x - from) / (to - from), 0), 1);
    }
}
