package io.sessmonitor.scorer.benchmark;

import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchGraph;
import io.sessmonitor.scorer.match.MatchResult;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.RandomGraphs;
import io.sessmonitor.scorer.match.SimilarityMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of one match on one core. {@code scene} says how the two graphs relate: {@code same} is a scene seen again, a little
 * disturbed, {@code other} a different scene; eight pairs take turns, so that no branch is learnt by heart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GraphMatcherBenchmark {

    private static final int PAIRS = 8;
    private static final int DIMENSION = 128;

    /** Nodes of each graph x relations of each graph. */
    @Param({"20x80", "30x90", "100x400"})
    public String size;

    @Param({"paper", "reference"})
    public String profile;

    @Param({"same", "other"})
    public String scene;

    private final MatchGraph[] sent = new MatchGraph[PAIRS];
    private final MatchGraph[] received = new MatchGraph[PAIRS];
    private GraphMatcher matcher;
    private int next;

    @Setup
    public void makePairs() {
        int nodes = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int relations = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        RandomGraphs random = new RandomGraphs(3, true);
        for (int i = 0; i < PAIRS; i++) {
            sent[i] = random.graph(nodes, relations, DIMENSION);
            received[i] = scene.equals("same")
                    ? random.renumbered(random.disturbed(sent[i], .2))
                    : random.graph(nodes, relations, DIMENSION);
        }
        Profile wanted = profile.equals("paper") ? Profile.PAPER : Profile.REFERENCE;
        matcher = new GraphMatcher(wanted, random.relationSimilarity(), SimilarityMap.sine(.25));
    }

    @Benchmark
    public MatchResult match() {
        next = (next + 1) % PAIRS;
        return matcher.match(sent[next], received[next]);
    }
}
