package io.sessmonitor.scorer.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void measures_are_those_of_the_definitions_on_all_pairs_each_fold_and_the_rest(int seed) {
        Random random = new Random(seed);
        int n = 6 + random.nextInt(40);
        int folds = 2 + random.nextInt(2);
        // Few different values, so that many are equal.
        double[] human =
                random.ints(n, 0, 2 + random.nextInt(9)).asDoubleStream().toArray();
        double[] scores = random.ints(n, 0, 2 + random.nextInt(9))
                .mapToDouble(i -> i / 3.)
                .toArray();
        Ratings ratings = ratings(IntStream.range(0, n).map(i -> i / 2).toArray(), human);
        int[] foldOf = ratings.folds(folds, seed);

        Judge.Verdict verdict = new Judge(ratings, foldOf, folds).judge(scores);

        same(verdict.all(), ratings, scores, p -> true);
        for (int f = 0; f < folds; f++) {
            int fold = f;
            same(verdict.inside()[f], ratings, scores, p -> foldOf[p] == fold);
            same(verdict.outside()[f], ratings, scores, p -> foldOf[p] != fold);
        }
    }

    @Test
    void no_original_is_in_two_folds_and_folds_are_as_large_as_can_be() {
        Ratings ratings = ratings(IntStream.range(0, 35).map(i -> i % 7).toArray(), new double[35]);

        int[] folds = ratings.folds(3, 1);

        for (int o = 0; o < 7; o++) {
            int first = folds[o];
            assertThat(IntStream.range(0, 35).filter(i -> i % 7 == 0).map(i -> folds[i]))
                    .containsOnly(folds[0]);
            assertThat(first).isBetween(0, 2);
        }
        for (int f = 0; f < 3; f++) {
            int fold = f;
            assertThat(IntStream.range(0, 7).filter(o -> folds[o] == fold).count())
                    .isBetween(2L, 3L);
        }
        assertThat(ratings.folds(3, 1)).isEqualTo(folds);
        assertThatThrownBy(() -> ratings.folds(8, 1)).hasMessageContaining("7 originals");
    }

    @Test
    void without_comparisons_the_objective_is_the_rank_correlation_alone() {
        assertThat(new Measures(.5, 0, .4, 9).objective()).isEqualTo(.4);
        assertThat(new Measures(.75, 4, .3, 9).objective()).isCloseTo(.4, within(1e-15));
    }

    private static void same(Measures measured, Ratings ratings, double[] scores, IntPredicate member) {
        double[] ours = IntStream.range(0, scores.length)
                .filter(member)
                .mapToDouble(p -> scores[p])
                .toArray();
        double[] human = IntStream.range(0, scores.length)
                .filter(member)
                .mapToDouble(p -> ratings.human()[p])
                .toArray();
        assertThat(measured.pairs()).isEqualTo(ours.length);
        assertThat(measured.spearman()).isCloseTo(pearson(ranks(ours), ranks(human)), within(1e-9));
        double won = 0;
        int comparisons = 0;
        for (int[] c : ratings.comparisons()) {
            if (member.test(c[0])) {
                comparisons++;
                won += (Math.signum(scores[c[0]] - scores[c[1]]) + 1) / 2;
            }
        }
        assertThat(measured.comparisons()).isEqualTo(comparisons);
        assertThat(measured.agreement()).isCloseTo(comparisons == 0 ? .5 : won / comparisons, within(1e-12));
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            for (double other : values) {
                ranks[i] += other < values[i] ? 1 : other == values[i] ? .5 : 0;
            }
        }
        return ranks;
    }

    private static double pearson(double[] x, double[] y) {
        double mx =
                IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElse(0);
        double my =
                IntStream.range(0, x.length).mapToDouble(i -> y[i]).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xx * yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    private static Ratings ratings(int[] original, double[] human) {
        List<int[]> comparisons = new ArrayList<>();
        for (int i = 0; i < human.length; i++) {
            for (int j = 0; j < human.length; j++) {
                if (original[i] == original[j] && human[i] > human[j]) {
                    comparisons.add(new int[] {i, j});
                }
            }
        }
        return new Ratings(original, human, comparisons);
    }
}
