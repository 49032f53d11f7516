/**
 * The recipe of bundle family {@code lite}: one pass of a small network gives boundaries, cell embeddings and features;
 * everything else is plain arithmetic on a grid of a quarter of the picture's sides. In order: {@code LiteNetwork}
 * (resize and run), {@code Superpixels} (watershed), {@code RegionMerging} (partitions at several levels), {@code
 * NodeSelection} (objects), {@code FeaturePooling} (embeddings), {@code GeometricRelations}, {@code SaliencyImportance}
 * and {@code LinearProbe} (labels). Constants come from the bundle ({@code LiteSettings}); only the definitions of the
 * predicates and of saliency are code.
 *
 * <p>Deterministic to the bit on one machine, whatever else runs: no step depends on the order of threads or of hashing.
 * Nothing here keeps state between pictures, so everything may be used from any thread.
 */
package io.sessmonitor.scorer.lite;
