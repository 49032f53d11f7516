package io.sessmonitor.scorer;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Importance;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;

/** The parts of a scorer over one bundle. */
final class BundleGraphs implements SceneGraphs {

    /** Makes a bundle's models for a profile; cheap, the networks are there. */
    interface ModelMaker {
        SceneGraphModels<?> of(Profile profile) throws BundleException;
    }

    private final SessScorer scorer;
    private final Bundle bundle;
    private final ModelMaker models;

    /** @param scorer makes the graphs; closed with this */
    BundleGraphs(SessScorer scorer, Bundle bundle, ModelMaker models) {
        this.scorer = scorer;
        this.bundle = bundle;
        this.models = models;
    }

    @Override
    public ScorerIdentity identity() {
        return scorer.identity();
    }

    @Override
    public SceneGraph graph(byte[] picture) throws PictureException, InterruptedException {
        return scorer.graph(picture);
    }

    @Override
    public Importance importance(Profile profile) {
        return models(profile).importance();
    }

    @Override
    public GraphMatcher matcher(Profile profile) {
        return new GraphMatcher(
                profile, bundle.relationSimilarity(), models(profile).similarity());
    }

    private SceneGraphModels<?> models(Profile profile) {
        if (profile.method() != identity().profile().method()) {
            throw new IllegalArgumentException("graphs made for " + identity().profile() + " do not serve " + profile
                    + ", which has another method");
        }
        try {
            return models.of(profile);
        } catch (BundleException e) {
            throw new IllegalStateException("the bundle was good a moment ago", e);
        }
    }

    @Override
    public void close() {
        scorer.close();
    }
}
