package io.sessmonitor.topology.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuantilesTest {

    private static final double[] SHARES = {.05, .5, .95};

    /** Largest difference between the share asked for and the share that lies below the answer. */
    private static final double RANK_ERROR = .01;

    static Stream<Arguments> numbers() {
        return Stream.of(
                        Arguments.of("even", (ToDoubleFunction<Random>) Random::nextDouble),
                        Arguments.of("good link", (ToDoubleFunction<Random>)
                                random -> clip(.9 + .03 * random.nextGaussian())),
                        Arguments.of("many zeros and ones", (ToDoubleFunction<Random>) random ->
                                random.nextInt(10) == 0 ? 0 : random.nextInt(5) == 0 ? 1 : random.nextDouble()),
                        Arguments.of("two heaps", (ToDoubleFunction<Random>)
                                random -> clip((random.nextBoolean() ? .2 : .8) + .02 * random.nextGaussian())))
                .flatMap(kind -> Stream.of(1L, 2L, 3L)
                        .flatMap(seed -> Stream.of(65, 1000, 30_000)
                                .map(count -> Arguments.of(kind.get()[0], kind.get()[1], seed, count))));
    }

    private static double clip(double score) {
        return Math.min(1, Math.max(0, score));
    }

    @ParameterizedTest(name = "{3} numbers, {0}, seed {2}")
    @MethodSource("numbers")
    void ranks_are_good_to_one_in_a_hundred(String name, ToDoubleFunction<Random> next, long seed, int count) {
        Random random = new Random(seed);
        Quantiles quantiles = new Quantiles();
        double[] all = new double[count];
        for (int i = 0; i < count; i++) {
            all[i] = next.applyAsDouble(random);
            quantiles.add(all[i]);
            if (i % 97 == 0) {
                quantiles = again(quantiles);
            }
        }
        Arrays.sort(all);
        double[] found = quantiles.at(SHARES);
        for (int i = 0; i < SHARES.length; i++) {
            // Where many numbers are equal an answer has many ranks; the nearest counts. A number is one rank wide.
            double below = Arrays.stream(all).filter(below(found[i])).count() / (double) count;
            double upTo = Arrays.stream(all).filter(upTo(found[i])).count() / (double) count;
            double error = Math.max(0, Math.max(below - SHARES[i], SHARES[i] - upTo));
            assertThat(error).as("rank of %f", found[i]).isLessThanOrEqualTo(RANK_ERROR + 1.0 / count);
        }
        assertThat(quantiles.sketch().length).isLessThan(1500);
    }

    private static DoublePredicate below(double found) {
        return number -> number < found - 1e-4;
    }

    private static DoublePredicate upTo(double found) {
        return number -> number <= found + 1e-4;
    }

    private static Quantiles again(Quantiles quantiles) {
        CompactWriter out = new CompactWriter();
        quantiles.write(out);
        return Quantiles.read(new CompactReader(out.toBytes()));
    }

    @Test
    void few_numbers_have_exact_quantiles_between_neighbours() {
        Quantiles quantiles = new Quantiles();
        quantiles.add(.8);
        assertThat(quantiles.at(SHARES)).containsExactly(.8, .8, .8);
        quantiles.add(.6);
        assertThat(quantiles.at(.5)[0]).isCloseTo(.7, within(1e-12));
        for (int i = 0; i < 19; i++) {
            quantiles.add(.1);
        }
        assertThat(quantiles.at(SHARES)).containsExactly(.1, .1, .6);
    }

    @Test
    void sketches_of_windows_can_be_merged() {
        Random random = new Random(5);
        TDigest merged = TDigest.createMergingDigest(100);
        double[] all = new double[6000];
        for (int window = 0; window < 6; window++) {
            Quantiles quantiles = new Quantiles();
            for (int i = 0; i < 1000; i++) {
                all[window * 1000 + i] = random.nextDouble();
                quantiles.add(all[window * 1000 + i]);
            }
            merged.add(List.of(MergingDigest.fromBytes(ByteBuffer.wrap(quantiles.sketch()))));
        }
        assertThat(merged.size()).isEqualTo(6000);
        Arrays.sort(all);
        for (double share : SHARES) {
            assertThat(merged.quantile(share)).isCloseTo(all[(int) (share * 6000)], within(.01));
        }
    }

    @Test
    void equal_numbers_in_make_equal_bytes_out() {
        byte[][] sketches = new byte[2][];
        for (int run = 0; run < 2; run++) {
            Random random = new Random(9);
            Quantiles quantiles = new Quantiles();
            for (int i = 0; i < 5000; i++) {
                quantiles.add(random.nextDouble());
            }
            sketches[run] = quantiles.sketch();
        }
        assertThat(sketches[0]).isEqualTo(sketches[1]);
    }

    @Test
    void nothing_has_no_quantiles() {
        Quantiles none = again(new Quantiles());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.sketch()).isNull();
        assertThatThrownBy(() -> none.at(.5)).isInstanceOf(IllegalStateException.class);
    }
}
