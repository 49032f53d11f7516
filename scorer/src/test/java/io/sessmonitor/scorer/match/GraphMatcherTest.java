package io.sessmonitor.scorer.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of the matching, over seeded random graphs of all kinds of size. */
class GraphMatcherTest {

    private static final double EXACT = 1e-12;

    /** A pair of graphs and a matcher, all from one seed; similarities in 0..1 for even seeds, in -1..1 for odd ones. */
    record Case(long seed, Profile profile, MatchGraph a, MatchGraph b, GraphMatcher matcher, RandomGraphs random) {
        @Override
        public String toString() {
            return "seed " + seed + ", " + profile.id() + ", " + a.nodes() + "x" + b.nodes() + " nodes, "
                    + a.relations() + "/" + b.relations() + " relations";
        }

        boolean positive() {
            return seed % 2 == 0;
        }

        MatchResult result() {
            return matcher.match(a, b);
        }
    }

    static Case make(long seed, Profile profile) {
        RandomGraphs random = new RandomGraphs(seed, seed % 2 == 0);
        Random sizes = new Random(seed);
        int n1 = sizes.nextInt(14);
        MatchGraph a = random.graph(n1, sizes.nextInt(n1 * 4 + 1));
        int n2 = sizes.nextInt(14);
        // A third of the pairs shows the same scene twice, as most real ones do.
        MatchGraph b = seed % 3 == 0 ? random.disturbed(a, .2) : random.graph(n2, sizes.nextInt(n2 * 4 + 1));
        GraphMatcher matcher = new GraphMatcher(profile, random.relationSimilarity(), SimilarityMap.PLAIN);
        return new Case(seed, profile, a, b, matcher, random);
    }

    static Stream<Case> paper() {
        return IntStream.range(0, 120).mapToObj(seed -> make(seed, Profile.PAPER));
    }

    static Stream<Case> cases() {
        return Stream.concat(paper(), IntStream.range(0, 120).mapToObj(seed -> make(seed, Profile.REFERENCE)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void identical_graphs_score_exactly_one(Case c) {
        assertThat(c.matcher().match(c.a(), c.a()).raw()).isCloseTo(1, within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("paper")
    void swapping_the_pictures_leaves_the_score_unchanged(Case c) {
        assertThat(c.matcher().match(c.b(), c.a()).raw()).isCloseTo(c.result().raw(), within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("paper")
    void renumbering_the_nodes_of_either_graph_leaves_the_score_unchanged(Case c) {
        double raw = c.result().raw();
        assertThat(c.matcher().match(c.random().renumbered(c.a()), c.b()).raw()).isCloseTo(raw, within(EXACT));
        assertThat(c.matcher().match(c.a(), c.random().renumbered(c.b())).raw()).isCloseTo(raw, within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void score_grows_with_the_image_term(Case c) {
        double previous = Double.NEGATIVE_INFINITY;
        double[] towards = new double[c.a().image().length];
        for (double cosine = -1; cosine <= 1; cosine += .125) {
            // Two image embeddings at this angle.
            double[] image = towards.clone();
            image[0] = cosine;
            image[1] = Math.sqrt(1 - cosine * cosine);
            double[] axis = towards.clone();
            axis[0] = 1;
            double raw = c.matcher()
                    .match(RandomGraphs.withImage(c.a(), axis), RandomGraphs.withImage(c.b(), image))
                    .raw();
            assertThat(raw).isGreaterThan(previous);
            previous = raw;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void similarities_from_0_to_1_give_scores_from_0_to_1(Case c) {
        if (c.positive()) {
            assertThat(c.result().raw()).isBetween(-EXACT, 1 + EXACT);
        }
        assertThat(c.result().score()).isBetween(0., 1.);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void costs_add_up_to_what_the_score_lacks(Case c) {
        MatchResult result = c.result();
        double costs = Arrays.stream(result.costOfA()).sum()
                + Arrays.stream(result.costOfB()).sum()
                + result.imageCost();
        assertThat(costs).isCloseTo(1 - result.raw(), within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void each_side_pairs_as_many_nodes_as_the_smaller_graph_has(Case c) {
        MatchResult result = c.result();
        int pairs = Math.min(c.a().nodes(), c.b().nodes());
        assertThat(Arrays.stream(result.partnerOfA()).filter(v -> v >= 0).distinct())
                .hasSize(pairs);
        assertThat(Arrays.stream(result.partnerOfB()).filter(u -> u >= 0).distinct())
                .hasSize(pairs);
        assertThat(Arrays.stream(result.partnerOfA()).allMatch(v -> v >= -1 && v < c.b().nodes()))
                .isTrue();
        assertThat(Arrays.stream(result.partnerOfB()).allMatch(u -> u >= -1 && u < c.a().nodes()))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_order_of_the_relations_does_not_touch_a_single_bit(Case c) {
        MatchGraph a = c.a();
        int last = a.relations() - 1;
        MatchGraph reversed = new MatchGraph(
                a.image(),
                a.embeddings(),
                a.centroids(),
                a.importance(),
                IntStream.rangeClosed(0, last).map(r -> a.subjects()[last - r]).toArray(),
                IntStream.rangeClosed(0, last).map(r -> a.objects()[last - r]).toArray(),
                IntStream.rangeClosed(0, last)
                        .map(r -> a.predicates()[last - r])
                        .toArray());
        assertThat(c.matcher().match(reversed, c.b()).raw())
                .isEqualTo(c.result().raw());
    }

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void without_objects_on_either_side_the_score_is_the_image_term(Profile profile) {
        RandomGraphs random = new RandomGraphs(1, true);
        GraphMatcher matcher = new GraphMatcher(profile, random.relationSimilarity(), SimilarityMap.PLAIN);
        MatchResult result = matcher.match(random.graph(0, 0), random.graph(0, 0));
        assertThat(result.graph()).isEmpty();
        assertThat(result.raw()).isEqualTo(result.image());
        assertThat(result.imageCost()).isEqualTo(1 - result.image());
    }

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void with_objects_on_one_side_only_the_graph_term_is_zero(Profile profile) {
        RandomGraphs random = new RandomGraphs(2, true);
        GraphMatcher matcher = new GraphMatcher(profile, random.relationSimilarity(), SimilarityMap.PLAIN);
        MatchResult result = matcher.match(random.graph(5, 7), random.graph(0, 0));
        assertThat(result.graph()).hasValue(0);
        assertThat(result.raw()).isEqualTo(profile.constants().imageWeight() * result.image());
        assertThat(result.partnerOfA()).containsOnly(-1);
    }

    @Test
    void two_lone_nodes_score_their_similarity_after_the_sweeps() {
        MatchGraph a = lone(1, 0);
        MatchGraph b = lone(.6, .8);
        GraphMatcher matcher = new GraphMatcher(Profile.PAPER, new double[][] {{1}}, SimilarityMap.PLAIN);
        // Both without neighbours: each sweep moves .6 by a twentieth of what it lacks to 1.
        double expected = 1 - .4 * Math.pow(.95, 7);
        MatchResult result = matcher.match(a, b);
        assertThat(result.graph().orElseThrow()).isCloseTo(expected, within(EXACT));
        assertThat(result.before()).containsExactly(.6);
        assertThat(result.raw()).isCloseTo(.9 * expected + .1 * .6, within(EXACT));
    }

    @Test
    void a_profile_of_ones_own_is_computed_with_its_constants() {
        ProfileConstants constants = new ProfileConstants(.25, .1, .4, 3, 1);
        Profile own = new Profile("own@0", Profile.Method.PAPER, constants);
        MatchResult result =
                new GraphMatcher(own, new double[][] {{1}}, SimilarityMap.PLAIN).match(lone(1, 0), lone(.6, .8));
        assertThat(result.raw()).isCloseTo(.6 * (1 - .4 * Math.pow(.9, 3)) + .4 * .6, within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void terms_give_the_score_of_every_number_of_sweeps_and_weight_of_the_image(Case c) {
        ProfileConstants most = new ProfileConstants(.6, .3, .2, 9, 1.5);
        double[][] relations = c.random().relationSimilarity();
        Profile.Method method = c.profile().method();
        MatchTerms terms = new GraphMatcher(new Profile("most@0", method, most), relations, SimilarityMap.PLAIN)
                .terms(c.a(), c.b());
        for (int sweeps = 0; sweeps <= most.sweeps(); sweeps++) {
            ProfileConstants fewer = new ProfileConstants(.6, .3, .7, sweeps, 1.5);
            MatchResult match = new GraphMatcher(new Profile("fewer@0", method, fewer), relations, SimilarityMap.PLAIN)
                    .match(c.a(), c.b());
            assertThat(terms.raw(sweeps, .7)).isCloseTo(match.raw(), within(EXACT));
            match.graph().ifPresent(graph -> assertThat(terms.graphs()).contains(graph));
        }
    }

    @Test
    void opposite_nodes_are_paired_all_the_same_and_the_published_score_is_clipped() {
        MatchGraph a = lone(1, 0);
        MatchGraph b = lone(-1, 0);
        GraphMatcher matcher = new GraphMatcher(Profile.PAPER, new double[][] {{1}}, SimilarityMap.PLAIN);
        MatchResult result = matcher.match(a, b);
        assertThat(result.partnerOfA()).containsExactly(0);
        assertThat(result.raw()).isNegative();
        assertThat(result.score()).isZero();
    }

    @Test
    void reference_takes_the_distance_of_the_centroids_into_account() {
        MatchGraph a = lone(1, 0);
        MatchGraph b = new MatchGraph(
                a.image(),
                a.embeddings(),
                new double[][] {{.5, .1}},
                a.importance(),
                a.subjects(),
                a.objects(),
                a.predicates());
        GraphMatcher matcher = new GraphMatcher(Profile.REFERENCE, new double[][] {{1}}, SimilarityMap.PLAIN);
        assertThat(matcher.match(a, b).before()[0]).isCloseTo(.8 + .2 * (1 - .16 / 2), within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void neighbours_without_any_importance_count_the_same(Profile profile) {
        RandomGraphs random = new RandomGraphs(3, true);
        MatchGraph graph = random.graph(6, 25);
        MatchGraph zeros = RandomGraphs.withImportance(graph, 1, 0, 0, 0, 0, 0);
        GraphMatcher matcher = new GraphMatcher(profile, random.relationSimilarity(), SimilarityMap.PLAIN);
        assertThat(matcher.match(zeros, zeros).raw()).isCloseTo(1, within(EXACT));
        assertThat(matcher.match(zeros, random.disturbed(zeros, .3)).raw()).isBetween(0., 1.);
    }

    @Test
    void the_similarity_map_shapes_nodes_and_image_alike() {
        GraphMatcher matcher = new GraphMatcher(Profile.PAPER, new double[][] {{1}}, SimilarityMap.sine(.25));
        MatchResult result = matcher.match(lone(1, 0), lone(.5, Math.sqrt(.75)));
        double expected = .25 + .75 * Math.sin(Math.PI / 4);
        assertThat(result.image()).isCloseTo(expected, within(EXACT));
        assertThat(result.before()[0]).isCloseTo(expected, within(EXACT));
        assertThat(matcher.match(lone(1, 0), lone(-1, 0)).image()).isEqualTo(.25);
    }

    @Test
    void one_matcher_serves_many_threads() {
        Case c = make(9, Profile.REFERENCE);
        double expected = c.result().raw();
        assertThat(IntStream.range(0, 200).parallel().mapToDouble(i -> {
                    Case other = make(i % 7, Profile.REFERENCE);
                    c.matcher().match(other.a(), other.b());
                    return c.result().raw();
                }))
                .containsOnly(expected);
    }

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void matching_allocates_no_more_than_its_result(Profile profile) {
        RandomGraphs random = new RandomGraphs(6, true);
        MatchGraph a = random.graph(30, 300);
        MatchGraph b = random.graph(30, 300);
        GraphMatcher matcher = new GraphMatcher(profile, random.relationSimilarity(), SimilarityMap.PLAIN);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The first match sizes the scratch space of this thread.
        matcher.match(a, b);
        long before = threads.getCurrentThreadAllocatedBytes();
        matcher.match(a, b);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long matrices = 2 * 30 * 30 * Double.BYTES;
        assertThat(allocated).isBetween(matrices, matrices + 4096);
    }

    static Stream<Arguments> misfits() {
        RandomGraphs random = new RandomGraphs(4, true);
        MatchGraph good = random.graph(3, 4, 8);
        return Stream.of(
                Arguments.of(good, random.graph(3, 4, 9), "embeddings of a have 8 values, those of b 9"),
                Arguments.of(
                        good,
                        withPredicate(good, 56),
                        "predicate 56, but relation similarities for 56 predicates only"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void graphs_that_do_not_fit_are_refused(MatchGraph a, MatchGraph b, String message) {
        GraphMatcher matcher =
                new GraphMatcher(Profile.PAPER, new RandomGraphs(5, true).relationSimilarity(), SimilarityMap.PLAIN);
        assertThatThrownBy(() -> matcher.match(a, b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void relation_similarities_must_be_a_similarity_matrix() {
        for (double[][] bad : new double[][][] {{{1, 0}}, {{.9}}, {{1, Double.NaN}, {0, 1}}}) {
            assertThatThrownBy(() -> new GraphMatcher(Profile.PAPER, bad, SimilarityMap.PLAIN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("row 0");
        }
    }

    private static MatchGraph lone(double... embedding) {
        return new MatchGraph(
                embedding,
                new double[][] {embedding},
                new double[][] {{.5, .5}},
                new double[] {1},
                new int[0],
                new int[0],
                new int[0]);
    }

    private static MatchGraph withPredicate(MatchGraph graph, int predicate) {
        int[] predicates = graph.predicates().clone();
        predicates[0] = predicate;
        return new MatchGraph(
                graph.image(),
                graph.embeddings(),
                graph.centroids(),
                graph.importance(),
                graph.subjects(),
                graph.objects(),
                predicates);
    }
}
