package io.sessmonitor.scorer.full;

import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Chooses the relations that count among all that the relation head scored. Immutable. */
final class RelationSelection {

    private final RelationSettings settings;
    private final boolean dropLast;

    RelationSelection(RelationSettings settings, Profile profile) {
        this.settings = settings;
        // The authors' demo counts one too few when it looks for the last that passes.
        this.dropLast = profile.method() == Profile.Method.REFERENCE;
    }

    /**
     * @param scores 0..1, by predicate, subject, object
     * @param objects their number
     * @return at most one for each ordered pair, ascending by subject, then object
     */
    List<Relation> select(float[] scores, int objects) {
        List<Relation> best = best(scores, objects);
        int end = Math.min(settings.first(), best.size());
        // As single-precision numbers, which the scores are.
        float least = (float) settings.minScore();
        while (end < best.size() && (float) best.get(end).confidence() >= least) {
            end++;
        }
        if (dropLast && end > settings.first()) {
            end--;
        }
        Map<Long, Relation> byPair = new LinkedHashMap<>();
        for (Relation relation : best.subList(0, end)) {
            byPair.putIfAbsent((long) relation.subject() * objects + relation.object(), relation);
        }
        List<Relation> kept = new ArrayList<>(byPair.values());
        kept.sort(Comparator.comparingInt(Relation::subject).thenComparingInt(Relation::object));
        return kept;
    }

    /** The best answers, best first; of equal ones the first in the network's order. */
    private List<Relation> best(float[] scores, int objects) {
        // A key grows with the score, then with what comes first; scores are not negative, so their bits are in order.
        PriorityQueue<Long> keys = new PriorityQueue<>();
        float least = -1;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] <= least || i % objects == i / objects % objects) {
                continue;
            }
            keys.add((long) Float.floatToIntBits(scores[i]) << 32 | Integer.MAX_VALUE - i);
            if (keys.size() > settings.top()) {
                keys.poll();
            }
            if (keys.size() == settings.top()) {
                least = Float.intBitsToFloat((int) (keys.element() >> 32));
            }
        }
        Relation[] best = new Relation[keys.size()];
        for (int k = best.length - 1; k >= 0; k--) {
            long key = keys.remove();
            int i = Integer.MAX_VALUE - (int) key;
            best[k] = new Relation(
                    i / objects % objects, i / objects / objects, i % objects, Float.intBitsToFloat((int) (key >> 32)));
        }
        return List.of(best);
    }
}
