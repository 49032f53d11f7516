package io.sessmonitor.scorer.full;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.clip.ClipImageEncoder;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.SimilarityMap;
import io.sessmonitor.scorer.sam.SegmentAnything;
import io.sessmonitor.scorer.scenegraph.Labeller;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import java.util.List;
import java.util.Map;

/** Makes the models of a bundle of family {@code full}. */
public final class FullModels {

    /** The bundle's family, see {@link Bundle#family()}. */
    public static final String FAMILY = "full";

    /** The bundle's components that hold the networks. */
    public static final List<String> NETWORKS = List.of(
            SegmentAnything.ENCODER, SegmentAnything.DECODER, RelationHead.COMPONENT, ClipImageEncoder.COMPONENT);

    private FullModels() {}

    /**
     * @param networks run the bundle's components {@link #NETWORKS}, by name; they stay the caller's, who closes them
     * @throws BundleException if the bundle's settings do not fit
     */
    public static SceneGraphModels<?> of(Bundle bundle, Map<String, Network> networks, Profile profile)
            throws BundleException {
        FullSettings settings = FullSettings.parse(bundle.name(), bundle.settings());
        int maxWidth = settings.segmenter().maxWidth();
        SegmentAnything everything = new SegmentAnything(
                networks.get(SegmentAnything.ENCODER), networks.get(SegmentAnything.DECODER), settings.segmenter());
        return new SceneGraphModels<>(
                new FullSegmenter(
                        everything,
                        new RelationHead(
                                networks.get(RelationHead.COMPONENT),
                                bundle.predicates().size()),
                        new RelationSelection(settings.relations(), profile),
                        maxWidth),
                new ClipEmbedder(
                        new ClipImageEncoder(networks.get(ClipImageEncoder.COMPONENT), settings.encoder()), profile),
                FullSegmentation::relations,
                new OpenCvImportance(profile, maxWidth),
                Labeller.NONE,
                SimilarityMap.PLAIN);
    }
}
