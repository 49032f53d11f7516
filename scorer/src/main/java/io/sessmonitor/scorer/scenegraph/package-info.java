/**
 * Step 2 of a pair's way: turns a picture into a scene graph. Four questions, each an interface of its own, are answered
 * one picture at a time: what is there ({@link io.sessmonitor.scorer.scenegraph.Segmenter}), what it looks like ({@link
 * io.sessmonitor.scorer.scenegraph.Embedder}), how it hangs together ({@link
 * io.sessmonitor.scorer.scenegraph.RelationPredictor}) and what catches the eye ({@link
 * io.sessmonitor.scorer.scenegraph.Importance}); a fifth, what to call it ({@link
 * io.sessmonitor.scorer.scenegraph.Labeller}), is for people only. {@link
 * io.sessmonitor.scorer.scenegraph.SceneGraphBuilder} asks them in order.
 *
 * <p>A bundle's own {@link io.sessmonitor.scorer.scenegraph.Segmentation} carries whatever its later steps need beside
 * the masks (feature maps, mask tokens), so one network pass can serve several steps. Batching is none of this package's
 * business: {@link io.sessmonitor.scorer.engine.Network} hides it.
 */
package io.sessmonitor.scorer.scenegraph;
