/**
 * The recipe of the family {@code full}, the paper's own: SAM finds the objects ({@link io.sessmonitor.scorer.sam}),
 * RelateAnything's head says from SAM's mask tokens how they are related, CLIP says what they look like ({@link
 * io.sessmonitor.scorer.clip}), and OpenCV's spectral residual what catches the eye. Objects without any relation are no
 * nodes, so relations come before embeddings here: a {@link io.sessmonitor.scorer.full.FullSegmentation} holds both.
 */
package io.sessmonitor.scorer.full;
