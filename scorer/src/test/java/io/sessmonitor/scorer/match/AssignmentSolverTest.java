package io.sessmonitor.scorer.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jgrapht.alg.matching.KuhnMunkresMinimalWeightBipartitePerfectMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our solver against JGraphT's Kuhn-Munkres. */
class AssignmentSolverTest {

    private static final double TOLERANCE = 1e-9;

    /** Kinds of matrix that go different ways through a solver. */
    enum Kind {
        UNIFORM,
        NEGATIVE,
        MIXED,
        TIES,
        ZEROS,
        SCALED_ROWS,
        SAME_BEST_COLUMN;

        double entry(Random random, int i, int j) {
            return switch (this) {
                case UNIFORM -> random.nextDouble();
                case NEGATIVE -> -1 - random.nextDouble();
                case MIXED -> random.nextGaussian();
                case TIES -> random.nextInt(3) - 1;
                case ZEROS -> 0;
                case SCALED_ROWS -> random.nextDouble() / (1 + i * i);
                case SAME_BEST_COLUMN -> random.nextDouble() + (j == 0 ? 2 : 0) + (j == 1 ? 1 : 0);
            };
        }
    }

    record Matrix(long seed, Kind kind, int rows, int cols, double[] weights) {
        @Override
        public String toString() {
            return "seed " + seed + ", " + kind + " " + rows + "x" + cols;
        }
    }

    static Matrix make(long seed, int rows, int cols) {
        Random random = new Random(seed);
        Kind kind = Kind.values()[(int) (seed % Kind.values().length)];
        double[] weights = new double[rows * cols];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                weights[i * cols + j] = kind.entry(random, i, j);
            }
        }
        return new Matrix(seed, kind, rows, cols, weights);
    }

    static Stream<Matrix> matrices() {
        return IntStream.range(0, 700).mapToObj(seed -> {
            Random sizes = new Random(seed);
            // Small ones most of the time, each closed form with square and wide matrices.
            int rows = 1 + sizes.nextInt(seed % 5 == 0 ? 20 : 6);
            int cols = 1 + sizes.nextInt(seed % 5 == 0 ? 20 : 6);
            return make(seed, rows, cols);
        });
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void value_is_that_of_kuhn_munkres(Matrix m) {
        double expected = kuhnMunkres(m);
        AssignmentSolver solver = new AssignmentSolver();
        if (m.rows() <= m.cols()) {
            assertThat(solver.value(m.weights(), m.rows(), m.cols())).isCloseTo(expected, within(TOLERANCE));
        }
        int[] partner = new int[m.rows()];
        assertThat(solver.assign(m.weights(), m.rows(), m.cols(), partner)).isCloseTo(expected, within(TOLERANCE));
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void partners_are_distinct_as_many_as_the_shorter_side_and_worth_the_value(Matrix m) {
        int[] partner = new int[m.rows()];
        double value = new AssignmentSolver().assign(m.weights(), m.rows(), m.cols(), partner);
        assertThat(Arrays.stream(partner).filter(j -> j >= 0).distinct()).hasSize(Math.min(m.rows(), m.cols()));
        double worth = IntStream.range(0, m.rows())
                .filter(i -> partner[i] >= 0)
                .mapToDouble(i -> m.weights()[i * m.cols() + partner[i]])
                .sum();
        assertThat(worth).isCloseTo(value, within(TOLERANCE));
    }

    @Test
    void one_solver_gives_the_same_values_as_a_new_one_for_each_matrix() {
        AssignmentSolver solver = new AssignmentSolver();
        matrices().filter(m -> m.rows() <= m.cols()).forEach(m -> {
            double[] untouched = m.weights().clone();
            assertThat(solver.value(m.weights(), m.rows(), m.cols()))
                    .isEqualTo(new AssignmentSolver().value(m.weights(), m.rows(), m.cols()));
            assertThat(m.weights()).isEqualTo(untouched);
        });
    }

    @Test
    void a_side_without_anything_pairs_nothing() {
        int[] partner = {7, 7};
        assertThat(new AssignmentSolver().assign(new double[0], 2, 0, partner)).isZero();
        assertThat(partner).containsOnly(-1);
        assertThat(new AssignmentSolver().assign(new double[0], 0, 3, new int[0]))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("largeMatrices")
    void large_matrices_agree_too(Matrix m) {
        int[] partner = new int[m.rows()];
        assertThat(new AssignmentSolver().assign(m.weights(), m.rows(), m.cols(), partner))
                .isCloseTo(kuhnMunkres(m), within(TOLERANCE));
    }

    static Stream<Matrix> largeMatrices() {
        return IntStream.range(0, 14).mapToObj(seed -> make(seed, 40 + seed * 3, 100 - seed * 3));
    }

    /** JGraphT wants a square matrix; the missing rows or columns are filled with zeros, which no pair can gain or lose by. */
    private static double kuhnMunkres(Matrix m) {
        int size = Math.max(m.rows(), m.cols());
        SimpleWeightedGraph<Integer, DefaultWeightedEdge> graph = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        Set<Integer> left = IntStream.range(0, size).boxed().collect(Collectors.toSet());
        Set<Integer> right = IntStream.range(size, 2 * size).boxed().collect(Collectors.toSet());
        left.forEach(graph::addVertex);
        right.forEach(graph::addVertex);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                boolean inside = i < m.rows() && j < m.cols();
                DefaultWeightedEdge edge = graph.addEdge(i, size + j);
                graph.setEdgeWeight(edge, inside ? -m.weights()[i * m.cols() + j] : 0);
            }
        }
        return -new KuhnMunkresMinimalWeightBipartitePerfectMatching<>(graph, left, right)
                .getMatching()
                .getWeight();
    }
}
