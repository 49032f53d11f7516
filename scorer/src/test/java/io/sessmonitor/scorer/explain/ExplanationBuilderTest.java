package io.sessmonitor.scorer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.explain.Explanation.RelationChange;
import io.sessmonitor.scorer.explain.Explanation.RelationFate;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchResult;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.SimilarityMap;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationBuilderTest {

    private static final List<String> PREDICATES = List.of("on", "beside");

    private final ExplanationBuilder builder = new ExplanationBuilder(.6, PREDICATES);

    @Test
    void objects_are_kept_lost_or_invented_by_partner_and_threshold() {
        SceneGraph sent = graph(3);
        SceneGraph received = graph(3);
        // Node 0 finds its partner, node 1 only a poor one, node 2 none; on the other side likewise, 2 being new.
        MatchResult match = new MatchResult(
                .5,
                OptionalDouble.of(.5),
                .5,
                new int[] {1, 0, -1},
                new int[] {1, 0, -1},
                new double[] {.1, .8, .2, .5, .1, .1, 0, 0, 0},
                new double[] {.1, .6, .2, .59, .1, .1, 0, 0, 0},
                new double[] {.01, .02, .03},
                new double[] {.04, .05, .06},
                .07);

        Explanation explanation = builder.explain(sent, received, match);

        assertThat(explanation.imageCost()).isEqualTo(.07);
        assertThat(explanation.sent())
                .containsExactly(
                        new ObjectShare(0, sent.objects().get(0), Fate.KEPT, OptionalInt.of(1), .8, .6, .01),
                        new ObjectShare(1, sent.objects().get(1), Fate.LOST, OptionalInt.of(0), .5, .59, .02),
                        new ObjectShare(2, sent.objects().get(2), Fate.LOST, OptionalInt.empty(), 0, 0, .03));
        assertThat(explanation.received())
                .containsExactly(
                        new ObjectShare(0, received.objects().get(0), Fate.INVENTED, OptionalInt.of(1), .5, .59, .04),
                        new ObjectShare(1, received.objects().get(1), Fate.KEPT, OptionalInt.of(0), .8, .6, .05),
                        new ObjectShare(2, received.objects().get(2), Fate.INVENTED, OptionalInt.empty(), 0, 0, .06));
    }

    @Test
    void relations_between_kept_objects_are_kept_lost_or_changed() {
        Relation kept = new Relation(0, 0, 1, .9);
        Relation changed = new Relation(1, 0, 2, .8);
        Relation lost = new Relation(2, 1, 0, .7);
        Relation ofLostObject = new Relation(0, 0, 3, .6);
        SceneGraph sent = graph(4, kept, changed, lost, ofLostObject);
        // Sent 0, 1, 2 are received 2, 0, 1.
        SceneGraph received = graph(3, new Relation(2, 0, 0, .5), new Relation(0, 1, 1, .5), new Relation(1, 1, 0, .5));
        double[] after = new double[12];
        after[2] = after[3] = after[7] = 1;
        MatchResult match = new MatchResult(
                .9,
                OptionalDouble.of(.9),
                .9,
                new int[] {2, 0, 1, -1},
                new int[] {1, 2, 0},
                after,
                after,
                new double[4],
                new double[3],
                0);

        assertThat(builder.explain(sent, received, match).relations())
                .containsExactly(
                        new RelationChange(kept, "on", RelationFate.KEPT, Optional.empty()),
                        new RelationChange(changed, "on", RelationFate.CHANGED, Optional.of("beside")),
                        new RelationChange(lost, "beside", RelationFate.LOST, Optional.empty()));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void costs_add_up_to_what_the_score_lacks(long seed) {
        Random random = new Random(seed);
        GraphMatcher matcher = new GraphMatcher(
                seed % 2 == 0 ? Profile.PAPER : Profile.REFERENCE,
                new double[][] {{1, .3}, {.3, 1}},
                SimilarityMap.sine(.25));
        SceneGraph sent = randomGraph(random, (int) seed % 5);
        SceneGraph received = randomGraph(random, random.nextInt(12));
        MatchResult match = matcher.match(sent.matchGraph(), received.matchGraph());

        Explanation explanation = builder.explain(sent, received, match);

        double sum = explanation.imageCost();
        for (ObjectShare share : explanation.sent()) {
            sum += share.cost();
        }
        for (ObjectShare share : explanation.received()) {
            sum += share.cost();
        }
        assertThat(sum).isCloseTo(1 - match.raw(), within(1e-12));
    }

    private static SceneGraph randomGraph(Random random, int nodes) {
        List<SceneObject> objects = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            objects.add(object(unit(random), 1.0 / nodes));
        }
        List<Relation> relations = new ArrayList<>();
        for (int i = 0; i + 1 < nodes; i++) {
            relations.add(new Relation(i, random.nextInt(2), i + 1, random.nextDouble()));
        }
        return new SceneGraph(10, 10, objects, relations, unit(random));
    }

    private static double[] unit(Random random) {
        double angle = random.nextDouble() * Math.PI;
        return new double[] {Math.cos(angle), Math.sin(angle)};
    }

    private static SceneGraph graph(int nodes, Relation... relations) {
        List<SceneObject> objects = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            objects.add(object(new double[] {1, 0}, 1.0 / nodes));
        }
        return new SceneGraph(10, 10, objects, List.of(relations), new double[] {1, 0});
    }

    private static SceneObject object(double[] embedding, double importance) {
        RegionMask mask = new RegionMask(1, 1, new BitSet());
        return new SceneObject(mask, .1, .5, .5, new double[] {0, 0, 1, 1}, 1, importance, embedding, Optional.empty());
    }
}
