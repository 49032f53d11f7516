package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.Side;
import java.util.Optional;

/**
 * What became of one pair.
 *
 * @param name what to call the pair
 * @param sent path of the sent picture, as the user would name it
 * @param received path of the received picture
 * @param side which picture cannot be decoded, for UNDECODABLE
 * @param reason why there is no score
 * @param score only for SCORED
 */
record ScoreRow(
        String name,
        Optional<String> sent,
        Optional<String> received,
        Outcome outcome,
        Optional<Side> side,
        Optional<String> reason,
        Optional<SessScore> score) {

    /** Ways a pair can end. */
    enum Outcome {
        SCORED,
        /** Sent, but there is no received picture of that name. */
        MISSING,
        /** Received, but there is no sent picture of that name. */
        ORPHAN,
        UNDECODABLE,
        FAILED
    }

    static ScoreRow of(String name, Optional<String> sent, Optional<String> received, ScoreOutcome outcome) {
        if (outcome instanceof ScoreOutcome.Scored scored) {
            return new ScoreRow(
                    name,
                    sent,
                    received,
                    Outcome.SCORED,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(scored.score()));
        }
        if (outcome instanceof ScoreOutcome.Undecodable bad) {
            return new ScoreRow(
                    name,
                    sent,
                    received,
                    Outcome.UNDECODABLE,
                    Optional.of(bad.side()),
                    Optional.of(bad.reason()),
                    Optional.empty());
        }
        return unscored(name, sent, received, Outcome.FAILED, ((ScoreOutcome.Failed) outcome).reason());
    }

    static ScoreRow unscored(
            String name, Optional<String> sent, Optional<String> received, Outcome outcome, String reason) {
        return new ScoreRow(name, sent, received, outcome, Optional.empty(), Optional.of(reason), Optional.empty());
    }
}
