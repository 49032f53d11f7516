package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.ProfileConstants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Searches for the constants under which scores agree best with people.
 *
 * <p>First, points spread evenly over the space of w, beta and k (an additive recurrence, begun at a seeded place), the base profile's
 * among them. Then, for all pairs and for all but each fold, steps of shrinking size around the best so far. At each point all numbers of sweeps
 * and weights of the image term are tried. What a fold ends with is thus chosen without any of its own pairs.
 *
 * <p>The same settings and terms give the same result, whatever the number of threads and however often the search was interrupted. Runs on
 * the caller's thread.
 */
public final class Search {

    private static final int MAX_SWEEPS = 12;
    private static final int COARSE = 20;
    private static final int FINE = 100;

    private static final double FIRST_STEP = .25;
    private static final double SHRINK = .8;

    /** 1/g, 1/g², 1/g³ with g⁴ = g + 1: the most even additive recurrence in three dimensions. */
    private static final double[] RECURRENCE = {0.8191725133961645, 0.6710436067037893, 0.5497004779019703};

    /** Told after each trial. */
    public interface Listener {
        void tried(int done, int most);
    }

    private final Terms terms;
    private final Ratings ratings;
    private final TuneSettings settings;
    private final TrialJournal journal;
    private final Judge judge;
    private final Map<Point, Trial> tried = new HashMap<>();

    public Search(Terms terms, Ratings ratings, TuneSettings settings, TrialJournal journal) {
        this.terms = terms;
        this.ratings = ratings;
        this.settings = settings;
        this.journal = journal;
        judge = new Judge(ratings, ratings.folds(settings.folds(), settings.seed()), settings.folds());
    }

    /**
     * Searches to the end.
     *
     * @param stop asked before each trial
     * @return the result, or nothing when it was stopped; the journal then has what is done so far
     * @throws IOException if the journal cannot be written
     */
    public Optional<TuneResult> run(Listener listener, BooleanSupplier stop) throws IOException, InterruptedException {
        int sets = settings.folds() + 1;
        int most = settings.spread() + settings.refinements() * sets;
        int done = 0;
        Trial[] best = new Trial[sets];
        for (Point point : spread(settings.spread())) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            Trial trial = tried(point);
            for (int s = 0; s < sets; s++) {
                best[s] = better(best[s], trial, s);
            }
            listener.tried(++done, most);
        }
        for (double[] step : steps()) {
            for (int s = 0; s < sets; s++) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                best[s] = better(best[s], tried(best[s].point().moved(step)), s);
                listener.tried(++done, most);
            }
        }
        return Optional.of(result(best));
    }

    /** The one that is better on a set of pairs; the earlier one if both are as good. */
    private static Trial better(Trial earlier, Trial later, int set) {
        return earlier == null
                        || later.choices().get(set).seen().objective()
                                > earlier.choices().get(set).seen().objective()
                ? later
                : earlier;
    }

    /** So many points all over the space, the base profile's first. */
    List<Point> spread(int count) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        double[] at = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
        List<Point> points = new ArrayList<>();
        points.add(Point.of(settings.base().constants()));
        while (points.size() < count) {
            for (int i = 0; i < Point.DIMENSIONS; i++) {
                at[i] = (at[i] + RECURRENCE[i]) % 1;
            }
            points.add(Point.at(at));
        }
        return points;
    }

    /** The same steps for all sets, so that those with the same best so far share the trial. */
    private List<double[]> steps() {
        SplittableRandom random = new SplittableRandom(~settings.seed());
        List<double[]> steps = new ArrayList<>();
        double size = FIRST_STEP;
        for (int i = 0; i < settings.refinements(); i++) {
            double[] step = new double[Point.DIMENSIONS];
            for (int d = 0; d < step.length; d++) {
                step[d] = size * (2 * random.nextDouble() - 1);
            }
            steps.add(step);
            size *= SHRINK;
        }
        return steps;
    }

    private Trial tried(Point point) throws IOException, InterruptedException {
        Trial known = tried.get(point);
        if (known == null) {
            Optional<Trial> noted = journal.next(point);
            known = noted.isPresent() ? noted.get() : trial(point);
            if (noted.isEmpty()) {
                journal.add(known);
            }
            tried.put(point, known);
        }
        return known;
    }

    /** What the best number of sweeps and weight of the image term make of a point, for each set of pairs. */
    Trial trial(Point point) throws InterruptedException {
        MatchTerms[] of = terms.of(point.profile(settings.base().method(), MAX_SWEEPS));
        int sets = settings.folds() + 1;
        Trial.Choice[] best = new Trial.Choice[sets];
        for (int sweeps = 1; sweeps <= MAX_SWEEPS; sweeps++) {
            for (int g = 0; g <= COARSE; g++) {
                double weight = (double) g / COARSE;
                Judge.Verdict verdict = judge.judge(scores(of, sweeps, weight));
                for (int s = 0; s < sets; s++) {
                    best[s] = better(best[s], choice(verdict, s, sweeps, weight));
                }
            }
        }
        int around = FINE / COARSE - 1;
        for (int s = 0; s < sets; s++) {
            int sweeps = best[s].sweeps();
            long middle = Math.round(best[s].imageWeight() * FINE);
            for (long g = Math.max(0, middle - around); g <= Math.min(FINE, middle + around); g++) {
                double weight = (double) g / FINE;
                Judge.Verdict verdict = judge.judge(scores(of, sweeps, weight));
                best[s] = better(best[s], choice(verdict, s, sweeps, weight));
            }
        }
        return new Trial(point, List.of(best));
    }

    private static Trial.Choice better(Trial.Choice earlier, Trial.Choice later) {
        return earlier == null || later.seen().objective() > earlier.seen().objective() ? later : earlier;
    }

    private static Trial.Choice choice(Judge.Verdict verdict, int set, int sweeps, double weight) {
        return set == 0
                ? new Trial.Choice(sweeps, weight, verdict.all(), verdict.all())
                : new Trial.Choice(sweeps, weight, verdict.outside()[set - 1], verdict.inside()[set - 1]);
    }

    private static double[] scores(MatchTerms[] terms, int sweeps, double imageWeight) {
        double[] scores = new double[terms.length];
        for (int p = 0; p < scores.length; p++) {
            scores[p] = terms[p].raw(sweeps, imageWeight);
        }
        return scores;
    }

    private TuneResult result(Trial[] best) throws InterruptedException {
        ProfileConstants base = settings.base().constants();
        Judge.Verdict of = judge.judge(scores(terms.of(settings.base()), base.sweeps(), base.imageWeight()));
        List<TuneResult.Fold> folds = new ArrayList<>();
        for (int f = 0; f < settings.folds(); f++) {
            folds.add(new TuneResult.Fold(
                    constants(best[f + 1], f + 1),
                    best[f + 1].choices().get(f + 1).unseen(),
                    of.inside()[f]));
        }
        return new TuneResult(
                constants(best[0], 0),
                best[0].choices().get(0).seen(),
                Measures.mean(folds.stream().map(TuneResult.Fold::unseen).toList()),
                folds,
                of.all(),
                Measures.mean(List.of(of.inside())),
                tried.size());
    }

    private static ProfileConstants constants(Trial trial, int set) {
        Trial.Choice choice = trial.choices().get(set);
        return trial.point().with(choice.imageWeight(), choice.sweeps());
    }
}
