package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.SceneGraphs;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchGraph;
import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Importance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Matches all pairs of graphs on several threads; each pair is worked on by one of them and has a place of its own in the answer. Callers
 * come one at a time.
 */
public final class PairTerms implements Terms, AutoCloseable {

    /** How importances and matchers are made for a profile. */
    public interface Matching {
        Importance importance(Profile profile);

        GraphMatcher matcher(Profile profile);

        static Matching of(SceneGraphs graphs) {
            return new Matching() {
                @Override
                public Importance importance(Profile profile) {
                    return graphs.importance(profile);
                }

                @Override
                public GraphMatcher matcher(Profile profile) {
                    return graphs.matcher(profile);
                }
            };
        }
    }

    private final Matching matching;
    private final List<StoredGraph> graphs;
    private final int[] sent;
    private final int[] received;
    private final int threads;
    private final ExecutorService workers;

    /**
     * @param graphs of the pictures
     * @param sent index of each pair's sent picture
     * @param received index of each pair's received picture
     */
    public PairTerms(Matching matching, List<StoredGraph> graphs, int[] sent, int[] received, int threads) {
        this.matching = matching;
        this.graphs = List.copyOf(graphs);
        this.sent = sent.clone();
        this.received = received.clone();
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads, work -> {
            Thread worker = new Thread(work, "match");
            worker.setDaemon(true);
            return worker;
        });
    }

    @Override
    public MatchTerms[] of(Profile profile) throws InterruptedException {
        Importance importance = matching.importance(profile);
        MatchGraph[] weighed =
                graphs.stream().map(graph -> graph.matchGraph(importance)).toArray(MatchGraph[]::new);
        GraphMatcher matcher = matching.matcher(profile);
        MatchTerms[] terms = new MatchTerms[sent.length];
        AtomicInteger next = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            work.add(() -> {
                for (int p = next.getAndIncrement(); p < terms.length; p = next.getAndIncrement()) {
                    terms[p] = matcher.terms(weighed[sent[p]], weighed[received[p]]);
                }
                return null;
            });
        }
        for (Future<Void> done : workers.invokeAll(work)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a pair could not be matched: " + e.getCause(), e.getCause());
            }
        }
        return terms;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
