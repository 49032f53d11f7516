package io.sessmonitor.scorer.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationSelectionTest {

    private static final int PREDICATES = 4;

    @Test
    void the_first_are_kept_whatever_their_score_and_the_others_while_they_pass() {
        float[] scores = new float[PREDICATES * 9];
        set(scores, 3, 0, 0, 1, .9f);
        set(scores, 3, 1, 1, 0, .04f);
        set(scores, 3, 2, 2, 0, .03f);
        assertThat(select(new RelationSettings(100, 2, .05), Profile.PAPER, scores, 3))
                .extracting(Relation::subject, Relation::predicate, Relation::object)
                .containsExactly(tuple(0, 0, 1), tuple(1, 1, 0));
        assertThat(select(new RelationSettings(100, 1, .03), Profile.PAPER, scores, 3))
                .hasSize(3);
        assertThat(select(new RelationSettings(2, 1, .03), Profile.PAPER, scores, 3))
                .as("no more than the top ones")
                .hasSize(2);
    }

    @Test
    void reference_drops_the_last_that_passes_but_none_of_the_first() {
        float[] scores = new float[PREDICATES * 9];
        set(scores, 3, 0, 0, 1, .9f);
        set(scores, 3, 1, 1, 0, .8f);
        set(scores, 3, 2, 2, 0, .7f);
        assertThat(select(new RelationSettings(100, 1, .05), Profile.REFERENCE, scores, 3))
                .extracting(Relation::subject)
                .containsExactly(0, 1);
        assertThat(select(new RelationSettings(100, 3, .05), Profile.REFERENCE, scores, 3))
                .hasSize(3);
    }

    @Test
    void of_several_predicates_of_a_pair_the_best_wins_and_a_mask_is_never_related_to_itself() {
        float[] scores = new float[PREDICATES * 4];
        set(scores, 2, 0, 0, 1, .6f);
        set(scores, 2, 3, 0, 1, .8f);
        set(scores, 2, 1, 1, 1, 1);
        set(scores, 2, 1, 0, 0, 1);
        assertThat(select(new RelationSettings(100, 1, .05), Profile.PAPER, scores, 2))
                .containsExactly(new Relation(0, 3, 1, .8f));
    }

    @Test
    void equal_scores_are_taken_in_the_networks_order() {
        float[] scores = new float[PREDICATES * 9];
        assertThat(select(new RelationSettings(3, 3, .05), Profile.PAPER, scores, 3))
                .as("predicate 0: (0, 1), (0, 2), (1, 0)")
                .extracting(Relation::subject, Relation::predicate, Relation::object)
                .containsExactly(tuple(0, 0, 1), tuple(0, 0, 2), tuple(1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void is_what_sorting_everything_gives(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int objects = 2 + random.nextInt(12);
        float[] scores = new float[56 * objects * objects];
        for (int i = 0; i < scores.length; i++) {
            // Many ties.
            scores[i] = random.nextInt(40) / 40f;
        }
        RelationSettings settings = new RelationSettings(100, 20, .9);
        assertThat(select(settings, Profile.PAPER, scores, objects)).isEqualTo(sorted(settings, scores, objects));
    }

    private static List<Relation> sorted(RelationSettings settings, float[] scores, int objects) {
        List<Relation> all = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            all.add(new Relation(i / objects % objects, i / objects / objects, i % objects, scores[i]));
        }
        all.removeIf(r -> r.subject() == r.object());
        all.sort(Comparator.comparingDouble(r -> -r.confidence()));
        Map<List<Integer>, Relation> kept = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(settings.top(), all.size()); i++) {
            Relation relation = all.get(i);
            if (i < settings.first() || relation.confidence() >= settings.minScore()) {
                kept.putIfAbsent(List.of(relation.subject(), relation.object()), relation);
            }
        }
        return kept.values().stream()
                .sorted(Comparator.comparingInt(Relation::subject).thenComparingInt(Relation::object))
                .toList();
    }

    private static List<Relation> select(RelationSettings settings, Profile profile, float[] scores, int objects) {
        return new RelationSelection(settings, profile).select(scores, objects);
    }

    private static void set(float[] scores, int objects, int predicate, int subject, int object, float score) {
        scores[(predicate * objects + subject) * objects + object] = score;
    }
}
