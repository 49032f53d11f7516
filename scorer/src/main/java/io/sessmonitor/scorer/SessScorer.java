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
     *     {@link ScorerSettings} on waiting pairs or bytes are reached: try again later; empty too once closed. A pair
     *     that is larger than the bound on bytes could never be taken: its outcome is FAILED at once
     */
    Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair);

    /**
     * Scores one pair and waits for it, first for room within the bounds. If the caller is interrupted the pair is still
     * scored, to no one's use.
     */
    ScoreOutcome score(PicturePair pair) throws InterruptedException;

    /**
     * The scene graph of one encoded picture.
     *
     * @throws PictureException if the picture cannot be decoded, with the reason
     * @throws IllegalStateException if a network fails, or the scorer is closed
     */
    SceneGraph graph(byte[] picture) throws PictureException, InterruptedException;

    /** Pairs (and single pictures) handed in whose outcome is not decided yet. */
    int inFlight();

    /** Takes no more pairs, completes those that wait as FAILED, finishes those begun, and frees the models. */
    @Override
    void close();
}
