package io.sessmonitor.scorer;

import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Importance;
import io.sessmonitor.scorer.scenegraph.SceneGraph;

/**
 * A scorer taken apart: scene graphs of pictures, to be matched with any constants. A graph depends on the bundle and the
 * {@linkplain Profile#method() method}, on no constant; only its objects' importances do. Thread-safe.
 */
public interface SceneGraphs extends AutoCloseable {

    /** Bundle and profile that the graphs are made for. */
    ScorerIdentity identity();

    /**
     * The scene graph of one encoded picture.
     *
     * @throws PictureException if the picture cannot be decoded, with the reason
     * @throws IllegalStateException if a network fails
     */
    SceneGraph graph(byte[] picture) throws PictureException, InterruptedException;

    /** Gives the importances of a graph's objects under a profile of the same method. */
    Importance importance(Profile profile);

    /** Matches graphs whose importances are those of this profile. */
    GraphMatcher matcher(Profile profile);

    /** Frees the models. */
    @Override
    void close();
}
