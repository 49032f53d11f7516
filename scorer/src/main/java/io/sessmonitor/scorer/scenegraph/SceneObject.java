package io.sessmonitor.scorer.scenegraph;

import java.util.Optional;

/**
 * One object (node) of a scene graph.
 *
 * @param mask which cells of the graph's grid it covers
 * @param area share of the picture, 0..1
 * @param centroidY share of the height, 0..1
 * @param centroidX share of the width, 0..1
 * @param box x0, y0, x1, y1 as shares of width and height
 * @param saliency sum of saliency over the mask, not negative
 * @param importance weight; all objects of a graph sum to 1
 * @param embedding unit-length embedding
 * @param label what the bundle takes it for, where it is confident
 */
public record SceneObject(
        RegionMask mask,
        double area,
        double centroidY,
        double centroidX,
        double[] box,
        double saliency,
        double importance,
        double[] embedding,
        Optional<Label> label) {

    /** The label where the bundle is confident, otherwise place and size: "large region, upper left". */
    public String name() {
        return label.map(Label::name).orElseGet(() -> PlaceName.of(area, centroidY, centroidX));
    }
}
