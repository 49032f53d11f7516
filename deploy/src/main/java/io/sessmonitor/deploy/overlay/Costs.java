package io.sessmonitor.deploy.overlay;

import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import java.util.List;

/**
 * What a score is short of 1, by cause. The four sum to 1 - raw score.
 *
 * @param lost objects of the sent picture that were not found again
 * @param invented objects of the received picture that were not sent
 * @param changed objects that were found again but look, or relate, differently
 * @param picture the whole-picture term
 */
record Costs(double lost, double invented, double changed, double picture) {

    static Costs of(Explanation explanation) {
        return new Costs(
                sum(explanation.sent(), Fate.LOST),
                sum(explanation.received(), Fate.INVENTED),
                sum(explanation.sent(), Fate.KEPT) + sum(explanation.received(), Fate.KEPT),
                explanation.imageCost());
    }

    private static double sum(List<ObjectShare> shares, Fate fate) {
        return shares.stream()
                .filter(share -> share.fate() == fate)
                .mapToDouble(ObjectShare::cost)
                .sum();
    }
}
