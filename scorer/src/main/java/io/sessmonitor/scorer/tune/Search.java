package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.ProfileConstants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Searches for the constants under which scores agree best with people.
 *
 * <p>Points at random in the space of w, beta and k, the base profile's among them; at each, all numbers of sweeps and weights of
 * the image term are tried. A trial serves all pairs and all but each fold. What a fold ends with is thus chosen without any of
 * its own pairs.
 *
 * <p>The same settings and terms give the same result, whatever the number of threads and however often the search was interrupted. Runs on
 * the caller's thread.
 */
public final class Search {

    private static final int MAX_SWEEPS = 12;
    private static final int COARSE = 20;
    private static final int FINE = 100;

    /** Told after each trial. */
    public interface Listener {
        void tried(int done, int most);
    }

    private final Terms terms;
    private final Ratings ratings;
    private final TuneSettings settings;
    private final TrialJournal journal;
    private final Judge judge;

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
        List<Point> points = points();
        Trial[] best = new Trial[sets];
        for (int i = 0; i < points.size(); i++) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            Trial trial = tried(points.get(i));
            for (int s = 0; s < sets; s++) {
                best[s] = better(best[s], trial, s);
            }
            listener.tried(i + 1, points.size());
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

    private List<Point> points() {
        SplittableRandom random = new SplittableRandom(settings.seed());
        List<Point> points = new ArrayList<>();
        points.add(Point.of(settings.base().constants()));
        while (points.size() < settings.trials()) {
            points.add(Point.at(new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()}));
        }
        return points;
    }

    private Trial tried(Point point) throws IOException, InterruptedException {
        Optional<Trial> noted = journal.next(point);
        if (noted.isPresent()) {
            return noted.get();
        }
        Trial trial = trial(point);
        journal.add(trial);
        return trial;
    }

    private Trial trial(Point point) throws InterruptedException {
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
                settings.trials());
    }

    private static ProfileConstants constants(Trial trial, int set) {
        Trial.Choice choice = trial.choices().get(set);
        return trial.point().with(choice.imageWeight(), choice.sweeps());
    }
}
