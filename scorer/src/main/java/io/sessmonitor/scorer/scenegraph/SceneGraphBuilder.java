package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns one picture into its scene graph: segment, embed, relate, weigh, name, in this order. Keeps nothing between
 * pictures; thread-safe as its models are.
 *
 * @param <S> the segmentation that the models share
 */
public final class SceneGraphBuilder<S extends Segmentation> {

    private final SceneGraphModels<S> models;

    public SceneGraphBuilder(SceneGraphModels<S> models) {
        this.models = models;
    }

    /** @throws InferenceException if a network fails */
    public SceneGraph build(RgbImage picture) throws InferenceException {
        return build(picture, StageTimes.start());
    }

    /**
     * @param times charged with every stage
     * @throws InferenceException if a network fails
     */
    public SceneGraph build(RgbImage picture, StageTimes times) throws InferenceException {
        S segmentation = models.segmenter().segment(picture, times);
        List<RegionMask> masks = segmentation.masks();
        Embeddings embeddings = models.embedder().embed(picture, segmentation);
        times.lap("embeddings");
        List<Relation> relations = models.relations().relations(segmentation);
        times.lap("relations");
        double[] saliency = models.importance().saliency(picture, masks);
        double[] weights = models.importance().weights(saliency, relations);
        times.lap("importance");
        List<SceneObject> objects = new ArrayList<>(masks.size());
        for (int i = 0; i < masks.size(); i++) {
            objects.add(object(masks.get(i), saliency[i], weights[i], embeddings.objects()[i]));
        }
        times.lap("labels");
        return new SceneGraph(picture.width(), picture.height(), objects, relations, embeddings.image());
    }

    private SceneObject object(RegionMask mask, double saliency, double weight, double[] embedding) {
        RegionMask.Extent extent = mask.extent();
        return new SceneObject(
                mask,
                extent.area(),
                extent.centroidY(),
                extent.centroidX(),
                extent.box(),
                saliency,
                weight,
                embedding,
                models.labeller().label(embedding));
    }
}
