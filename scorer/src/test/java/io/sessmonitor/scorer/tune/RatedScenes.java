package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchGraph;
import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.NodeImportance;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileConstants;
import io.sessmonitor.scorer.match.RandomGraphs;
import io.sessmonitor.scorer.match.SimilarityMap;
import io.sessmonitor.scorer.scenegraph.Importance;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Scenes seen again with objects, relations and the whole picture disturbed each by an amount of its own, so that the constants decide
 * which of two is the more alike; and people who score by constants that are known.
 */
final class RatedScenes implements PairTerms.Matching {

    static final int VERSIONS = 4;

    final List<StoredGraph> graphs = new ArrayList<>();
    final int[] sent;
    final int[] received;
    final int[] original;
    private final double[][] relationSimilarity;

    RatedScenes(int originals, long seed) {
        RandomGraphs random = new RandomGraphs(seed, true);
        Random amounts = new Random(seed);
        relationSimilarity = random.relationSimilarity();
        int pairs = originals * VERSIONS;
        sent = new int[pairs];
        received = new int[pairs];
        original = new int[pairs];
        for (int o = 0; o < originals; o++) {
            MatchGraph scene = random.graph(10, 30);
            int first = graphs.size();
            graphs.add(stored(scene, scene, scene, amounts));
            for (int v = 0; v < VERSIONS; v++) {
                int p = o * VERSIONS + v;
                sent[p] = first;
                received[p] = graphs.size();
                original[p] = o;
                MatchGraph objects = random.disturbed(scene, amounts.nextDouble() * .5);
                MatchGraph relations = random.disturbed(scene, amounts.nextDouble());
                MatchGraph image = random.disturbed(scene, amounts.nextDouble() * .5);
                graphs.add(stored(objects, relations, image, amounts));
            }
        }
    }

    private static StoredGraph stored(MatchGraph objects, MatchGraph relations, MatchGraph image, Random random) {
        List<Relation> related = new ArrayList<>();
        for (int r = 0; r < relations.relations(); r++) {
            related.add(new Relation(
                    relations.subjects()[r],
                    relations.predicates()[r],
                    relations.objects()[r],
                    random.nextDouble()));
        }
        double[] saliency = new double[objects.nodes()];
        for (int i = 0; i < saliency.length; i++) {
            saliency[i] = Math.pow(objects.importance()[i], 2) * 1000;
        }
        return new StoredGraph(image.image(), objects.embeddings(), objects.centroids(), saliency, related);
    }

    /** What people say who score by these constants, give or take some noise. */
    Ratings rated(ProfileConstants hidden, double noise, long seed) throws InterruptedException {
        Profile profile = new Profile("hidden", Profile.Method.PAPER, hidden);
        Random random = new Random(seed);
        double[] human = new double[sent.length];
        try (PairTerms terms = terms(1)) {
            MatchTerms[] of = terms.of(profile);
            for (int p = 0; p < human.length; p++) {
                human[p] = of[p].raw(hidden.sweeps(), hidden.imageWeight()) + noise * random.nextGaussian();
            }
        }
        return ratings(human);
    }

    /** People who say anything. */
    Ratings random(long seed) {
        return ratings(new Random(seed).doubles(sent.length).toArray());
    }

    private Ratings ratings(double[] human) {
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

    PairTerms terms(int threads) {
        return new PairTerms(this, graphs, sent, received, threads);
    }

    @Override
    public Importance importance(Profile profile) {
        return new Importance() {
            @Override
            public double[] saliency(RgbImage picture, List<RegionMask> masks) {
                throw new UnsupportedOperationException("the saliency is stored");
            }

            @Override
            public double[] weights(double[] saliency, List<Relation> relations) {
                return NodeImportance.of(
                        profile,
                        saliency,
                        relations.stream().mapToInt(Relation::subject).toArray(),
                        relations.stream().mapToInt(Relation::object).toArray(),
                        relations.stream().mapToDouble(Relation::confidence).toArray());
            }
        };
    }

    @Override
    public GraphMatcher matcher(Profile profile) {
        return new GraphMatcher(profile, relationSimilarity, SimilarityMap.PLAIN);
    }
}
