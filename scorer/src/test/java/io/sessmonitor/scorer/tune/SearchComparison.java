package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileConstants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares the search with simpler ones at the same number of points tried: people who score by constants that are known, give
 * or take some noise; then the objective on the pairs that were searched on, and, which counts, on other pairs scored by the
 * same constants without noise. A developer's tool; no arguments.
 */
public final class SearchComparison {

    private static final int SEEDS = 16;
    private static final int ORIGINALS = 24;
    private static final double[] NOISES = {.002, .02};
    private static final int[] TRIALS = {16, 64};

    private SearchComparison() {}

    /** Finds constants with so many trials. */
    private interface Strategy {
        ProfileConstants find(Search search, TuneSettings settings) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Strategy> strategies = new LinkedHashMap<>();
        strategies.put(
                "tune",
                (search, settings) -> search.run((done, most) -> {}, () -> false)
                        .orElseThrow()
                        .constants());
        strategies.put("even spread", SearchComparison::spread);
        strategies.put("random", SearchComparison::random);
        strategies.put("Nelder-Mead", SearchComparison::nelderMead);
        System.out.println(
                "noise  trials  strategy      on these pairs  on others  better / worse than random on others");
        for (double noise : NOISES) {
            for (int trials : TRIALS) {
                compare(strategies, noise, trials);
            }
        }
    }

    private static void compare(Map<String, Strategy> strategies, double noise, int trials) throws Exception {
        Map<String, double[][]> found = new LinkedHashMap<>();
        strategies.keySet().forEach(name -> found.put(name, new double[2][SEEDS]));
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Map.Entry<String, Strategy> strategy : strategies.entrySet()) {
                double[] objectives = objectives(strategy.getValue(), noise, trials, seed);
                found.get(strategy.getKey())[0][seed] = objectives[0];
                found.get(strategy.getKey())[1][seed] = objectives[1];
            }
        }
        double[] random = found.get("random")[1];
        found.forEach((name, objectives) -> System.out.printf(
                Locale.ROOT,
                "%5.3f  %6d  %-12s  %14.4f  %9.4f  %d / %d%n",
                noise,
                trials,
                name,
                Arrays.stream(objectives[0]).average().orElseThrow(),
                Arrays.stream(objectives[1]).average().orElseThrow(),
                above(objectives[1], random),
                above(random, objectives[1])));
    }

    private static int above(double[] a, double[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] > b[i] ? 1 : 0;
        }
        return count;
    }

    private static double[] objectives(Strategy strategy, double noise, int trials, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        ProfileConstants hidden = Point.at(new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()})
                .with(random.nextDouble(), 1 + random.nextInt(8));
        RatedScenes seen = new RatedScenes(ORIGINALS, seed);
        RatedScenes others = new RatedScenes(ORIGINALS, SEEDS + seed);
        Ratings ratings = seen.rated(hidden, noise, seed);
        TuneSettings settings = new TuneSettings(Profile.PAPER, trials, 2, seed);
        Path folder = Files.createTempDirectory("search");
        try (PairTerms terms = seen.terms(1);
                TrialJournal journal = TrialJournal.open(folder, "search", settings.folds())) {
            ProfileConstants found = strategy.find(new Search(terms, ratings, settings, journal), settings);
            journal.delete();
            return new double[] {
                objective(seen, ratings, found), objective(others, others.rated(hidden, 0, seed), found)
            };
        } finally {
            Files.delete(folder);
        }
    }

    private static double objective(RatedScenes scenes, Ratings ratings, ProfileConstants constants) throws Exception {
        try (PairTerms terms = scenes.terms(1)) {
            MatchTerms[] of = terms.of(new Profile("found", Profile.Method.PAPER, constants));
            double[] scores = new double[of.length];
            for (int p = 0; p < of.length; p++) {
                scores[p] = of[p].raw(constants.sweeps(), constants.imageWeight());
            }
            return new Judge(ratings, ratings.folds(2, 0), 2)
                    .judge(scores)
                    .all()
                    .objective();
        }
    }

    /** The first stage of the search alone. */
    private static ProfileConstants spread(Search search, TuneSettings settings) throws Exception {
        Trial best = null;
        for (Point point : search.spread(settings.trials())) {
            Trial trial = search.trial(point);
            best = best == null || objective(trial) > objective(best) ? trial : best;
        }
        return constants(best);
    }

    private static ProfileConstants random(Search search, TuneSettings settings) throws Exception {
        SplittableRandom random = new SplittableRandom(settings.seed());
        Trial best = search.trial(Point.of(settings.base().constants()));
        for (int i = 1; i < settings.trials(); i++) {
            Trial trial = search.trial(
                    Point.at(new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()}));
            best = objective(trial) > objective(best) ? trial : best;
        }
        return constants(best);
    }

    /** A corner of the simplex: where it was asked for, within the cube, and what came of it. */
    private record Corner(double[] at, Trial trial) {}

    /** The textbook's, from the base profile, stopped at the cube's walls. */
    private static ProfileConstants nelderMead(Search search, TuneSettings settings) throws Exception {
        List<Corner> corners = new ArrayList<>();
        double[] base = Point.of(settings.base().constants()).cube();
        for (int i = 0; i <= Point.DIMENSIONS; i++) {
            double[] at = base.clone();
            if (i > 0) {
                at[i - 1] += at[i - 1] > .5 ? -.3 : .3;
            }
            corners.add(corner(search, at));
        }
        Comparator<Corner> bestFirst = Comparator.comparingDouble(corner -> -objective(corner.trial()));
        for (int left = settings.trials() - corners.size(); left > 0; ) {
            corners.sort(bestFirst);
            Corner worst = corners.remove(Point.DIMENSIONS);
            Corner reflected = corner(search, beyond(corners, worst, 1));
            left--;
            if (bestFirst.compare(reflected, corners.get(0)) < 0 && left > 0) {
                Corner expanded = corner(search, beyond(corners, worst, 2));
                left--;
                corners.add(bestFirst.compare(expanded, reflected) < 0 ? expanded : reflected);
            } else if (bestFirst.compare(reflected, corners.get(Point.DIMENSIONS - 1)) < 0 || left == 0) {
                corners.add(reflected);
            } else {
                boolean outside = bestFirst.compare(reflected, worst) < 0;
                Corner contracted = corner(search, beyond(corners, worst, outside ? .5 : -.5));
                left--;
                if (bestFirst.compare(contracted, outside ? reflected : worst) < 0) {
                    corners.add(contracted);
                } else {
                    corners.add(worst);
                    for (int i = 1; i <= Point.DIMENSIONS && left > 0; i++, left--) {
                        double[] at = corners.get(i).at().clone();
                        for (int d = 0; d < at.length; d++) {
                            at[d] = (at[d] + corners.get(0).at()[d]) / 2;
                        }
                        corners.set(i, corner(search, at));
                    }
                }
            }
        }
        corners.sort(bestFirst);
        return constants(corners.get(0).trial());
    }

    /** The point so far beyond the middle of the corners, seen from the worst. */
    private static double[] beyond(List<Corner> corners, Corner worst, double far) {
        double[] at = new double[Point.DIMENSIONS];
        for (int d = 0; d < at.length; d++) {
            for (Corner corner : corners) {
                at[d] += corner.at()[d] / corners.size();
            }
            at[d] += far * (at[d] - worst.at()[d]);
        }
        return at;
    }

    private static Corner corner(Search search, double[] at) throws Exception {
        double[] within =
                Arrays.stream(at).map(x -> Math.max(0, Math.min(1, x))).toArray();
        return new Corner(within, search.trial(Point.at(within)));
    }

    private static double objective(Trial trial) {
        return trial.choices().get(0).seen().objective();
    }

    private static ProfileConstants constants(Trial trial) {
        Trial.Choice choice = trial.choices().get(0);
        return trial.point().with(choice.imageWeight(), choice.sweeps());
    }
}
