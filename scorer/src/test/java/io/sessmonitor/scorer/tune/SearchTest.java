package io.sessmonitor.scorer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {

    private static final ProfileConstants HIDDEN = new ProfileConstants(.7, .3, .45, 4, 1.3);
    private static final TuneSettings SETTINGS = new TuneSettings(Profile.PAPER, 24, 4, 7);

    /** Pairs for {@link #quick}. */
    private static final Ratings QUICK = new RatedScenes(12, 6).random(6);

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreement_with_people_who_score_by_other_constants_gets_better_on_pictures_not_seen(long seed)
            throws Exception {
        RatedScenes scenes = new RatedScenes(24, seed);

        TuneResult result = search(scenes, scenes.rated(HIDDEN, .01, seed), SETTINGS, 2);

        assertThat(result.better()).isTrue();
        assertThat(result.unseen().objective())
                .isGreaterThan(result.baseUnseen().objective() + .1);
        assertThat(result.unseen().agreement())
                .isGreaterThan(result.baseUnseen().agreement());
        assertThat(result.unseen().spearman()).isGreaterThan(result.baseUnseen().spearman());
        // Two thirds of what the base profile is short of what the noise leaves are made up for.
        ProfileConstants constants = result.constants();
        assertThat(constants.imageWeight())
                .isGreaterThan(Profile.PAPER.constants().imageWeight());
        assertThat(result.folds()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void from_people_who_say_anything_nothing_is_learnt_and_the_folds_say_so(long seed) throws Exception {
        RatedScenes scenes = new RatedScenes(24, seed);

        TuneResult result = search(scenes, scenes.random(seed), SETTINGS, 2);

        assertThat(result.onAll().objective()).isGreaterThan(result.unseen().objective());
        assertThat(result.unseen().objective()).isBetween(-.3, .3);
    }

    @Test
    void the_base_profile_is_found_where_people_score_by_it() throws Exception {
        RatedScenes scenes = new RatedScenes(12, 5);

        TuneResult result = search(scenes, scenes.rated(Profile.PAPER.constants(), 0, 5), SETTINGS, 1);

        assertThat(result.baseOnAll().agreement()).isEqualTo(1);
        assertThat(result.onAll().agreement()).isEqualTo(1);
        assertThat(result.onAll().spearman()).isEqualTo(1);
        assertThat(result.better()).isFalse();
    }

    @Test
    void the_number_of_threads_changes_nothing_but_the_seed_does() throws Exception {
        RatedScenes scenes = new RatedScenes(12, 4);
        Ratings ratings = scenes.rated(HIDDEN, .05, 4);

        TuneResult one = search(scenes, ratings, SETTINGS, 1);

        assertThat(search(scenes, ratings, SETTINGS, 3)).isEqualTo(one);
        assertThat(search(scenes, ratings, new TuneSettings(Profile.PAPER, 24, 4, 8), 1))
                .isNotEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 23})
    void an_interrupted_search_goes_on_where_it_was_and_ends_the_same(int after) throws Exception {
        TuneResult whole = search(SearchTest::quick, QUICK, SETTINGS, "whole");
        AtomicInteger trials = new AtomicInteger();
        try (TrialJournal journal = TrialJournal.open(dir, "interrupted", SETTINGS.folds())) {
            assertThat(new Search(SearchTest::quick, QUICK, SETTINGS, journal)
                            .run((done, of) -> {}, () -> trials.getAndIncrement() == after))
                    .isEmpty();
        }

        AtomicInteger matchings = new AtomicInteger();
        Terms counted = profile -> {
            matchings.incrementAndGet();
            return quick(profile);
        };
        try (TrialJournal journal = TrialJournal.open(dir, "interrupted", SETTINGS.folds())) {
            int noted = journal.noted();
            assertThat(noted).isEqualTo(Math.min(after, noted));
            assertThat(new Search(counted, QUICK, SETTINGS, journal).run((done, of) -> {}, () -> false))
                    .contains(whole);
            // The base profile is matched once more for the comparison at the end.
            assertThat(matchings.get()).isEqualTo(whole.trials() - noted + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json\n", "{}\n", "null\n", "{\"point\":null,\"choices\":null}\n"})
    void from_a_damaged_line_on_the_journal_is_forgotten_and_the_result_is_the_same(String damage) throws Exception {
        TuneResult whole = search(SearchTest::quick, QUICK, SETTINGS, "damaged");
        String lines = Files.readString(onlyFile());
        int cut = lines.length() / 2;
        Files.writeString(onlyFile(), lines.substring(0, cut) + damage + lines.substring(cut + 5));

        assertThat(search(SearchTest::quick, QUICK, SETTINGS, "damaged")).isEqualTo(whole);
        assertThat(Files.readString(onlyFile())).isEqualTo(lines);
    }

    /** Terms in which each constant counts, without any matching. */
    private static MatchTerms[] quick(Profile profile) {
        ProfileConstants c = profile.constants();
        Random random = new Random(3);
        MatchTerms[] terms = new MatchTerms[QUICK.size()];
        for (int p = 0; p < terms.length; p++) {
            double[] traits = random.doubles(4).toArray();
            double[] graphs = new double[c.sweeps() + 1];
            for (int s = 0; s < graphs.length; s++) {
                double moved = 1 - Math.pow(1 - c.updateRate(), s);
                graphs[s] = (1 - moved) * traits[0]
                        + moved * (c.relationWeight() * traits[1] + (1 - c.relationWeight()) * traits[2])
                        + traits[3] / c.importanceRoot();
            }
            terms[p] = new MatchTerms(graphs, random.nextDouble());
        }
        return terms;
    }

    private TuneResult search(RatedScenes scenes, Ratings ratings, TuneSettings settings, int threads)
            throws IOException, InterruptedException {
        try (PairTerms terms = scenes.terms(threads)) {
            return search(terms, ratings, settings, settings.seed() + "-" + threads);
        }
    }

    private TuneResult search(Terms terms, Ratings ratings, TuneSettings settings, String name)
            throws IOException, InterruptedException {
        try (TrialJournal journal = TrialJournal.open(dir, name, settings.folds())) {
            return new Search(terms, ratings, settings, journal)
                    .run((done, of) -> {}, () -> false)
                    .orElseThrow();
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.findFirst().orElseThrow();
        }
    }
}
