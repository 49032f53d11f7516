package io.sessmonitor.scorer;

import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The door of this library: two encoded pictures in, a SeSS score and its reasons out.
 *
 * <p>Thread-safe; one instance serves a whole process. A score never depends on which other pairs were in work at the
 * same time.
 */
public interface SessScorer extends AutoCloseable {

    /** What makes the scores, so that each score can name it. */
    ScorerIdentity identity();

    /**
     * Hands a pair in without ever waiting.
     *
     * @return the outcome to come, which never completes exceptionally; or empty when the bounds of
     *     {@link ScorerSettings} on waiting pairs or bytes are reached: try again later
     */
    Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair);

    /** Scores one pair and waits for it. */
    ScoreOutcome score(PicturePair pair) throws InterruptedException;

    /**
     * The scene graph of one encoded picture.
     *
     * @throws PictureException if the picture cannot be decoded, with the reason
     */
    SceneGraph graph(byte[] picture) throws PictureException, InterruptedException;

    /** Pairs handed in with {@link #offer} whose outcome is not there yet. */
    int inFlight();

    /** Stops taking pairs, completes those in work as FAILED where it must, and frees the models. */
    @Override
    void close();
}
