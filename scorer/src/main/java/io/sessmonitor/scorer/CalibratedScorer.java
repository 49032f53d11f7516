package io.sessmonitor.scorer;

import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.CalibrationException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A scorer whose scores also say what people would have said: {@value Calibration#NAME} among their metrics. The score itself stays as it
 * is. Closing it closes the scorer.
 */
public final class CalibratedScorer implements SessScorer {

    private final SessScorer scorer;
    private final Calibration calibration;
    private final ScorerIdentity identity;

    /** @throws CalibrationException if the calibration was fitted for other scores */
    public CalibratedScorer(SessScorer scorer, Calibration calibration) throws CalibrationException {
        calibration.requireFor(scorer.identity());
        this.scorer = scorer;
        this.calibration = calibration;
        this.identity = scorer.identity().calibratedBy(calibration.id());
    }

    /**
     * The scorer with a calibration, or as it is where there is none.
     *
     * @throws CalibrationException if the calibration was fitted for other scores; the scorer is closed then
     */
    public static SessScorer of(SessScorer scorer, Optional<Calibration> calibration) throws CalibrationException {
        try {
            return calibration.isPresent() ? new CalibratedScorer(scorer, calibration.get()) : scorer;
        } catch (CalibrationException e) {
            scorer.close();
            throw e;
        }
    }

    @Override
    public ScorerIdentity identity() {
        return identity;
    }

    @Override
    public Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair) {
        return scorer.offer(pair).map(outcome -> outcome.thenApply(this::calibrated));
    }

    @Override
    public ScoreOutcome score(PicturePair pair) throws InterruptedException {
        return calibrated(scorer.score(pair));
    }

    private ScoreOutcome calibrated(ScoreOutcome outcome) {
        if (!(outcome instanceof ScoreOutcome.Scored scored)) {
            return outcome;
        }
        SessScore score = scored.score();
        TreeMap<String, Double> metrics = new TreeMap<>(score.metrics());
        metrics.put(Calibration.NAME, calibration.map().of(score.score()));
        return new ScoreOutcome.Scored(new SessScore(
                score.score(),
                score.raw(),
                score.graph(),
                score.image(),
                score.explanation(),
                metrics,
                score.metricNotes(),
                score.timingsMicros(),
                identity));
    }

    @Override
    public SceneGraph graph(byte[] picture) throws PictureException, InterruptedException {
        return scorer.graph(picture);
    }

    @Override
    public int inFlight() {
        return scorer.inFlight();
    }

    @Override
    public void close() {
        scorer.close();
    }
}
