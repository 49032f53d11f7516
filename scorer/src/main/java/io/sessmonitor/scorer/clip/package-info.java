/**
 * CLIP's two encoders, fed exactly as OpenCLIP feeds them, for the bundles that carry one: {@link
 * io.sessmonitor.scorer.clip.ClipImageEncoder} for pictures and cut-outs of objects ({@link
 * io.sessmonitor.scorer.clip.NodePicture}).
 */
package io.sessmonitor.scorer.clip;
