package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.ProfileConstants;
import java.util.List;

/**
 * What a search found.
 *
 * @param constants the best on all pairs
 * @param onAll how they do on the pairs they were chosen by
 * @param unseen how constants chosen in the same way do on pictures they were not chosen by, mean of all folds
 * @param folds each fold
 * @param baseOnAll how the base profile does on all pairs
 * @param baseUnseen how it does on the folds, mean of all: what {@code unseen} is to be compared with
 * @param trials matchings of all pairs that it took, those taken from the journal included
 */
public record TuneResult(
        ProfileConstants constants,
        Measures onAll,
        Measures unseen,
        List<Fold> folds,
        Measures baseOnAll,
        Measures baseUnseen,
        int trials) {

    /**
     * One fold.
     *
     * @param constants the best on all other folds
     * @param unseen how they do on this one
     * @param base how the base profile does on this one
     */
    public record Fold(ProfileConstants constants, Measures unseen, Measures base) {}

    /** Whether tuning is worth having: it does better than the base profile on pictures it has not seen. */
    public boolean better() {
        return unseen.objective() > baseUnseen.objective();
    }
}
