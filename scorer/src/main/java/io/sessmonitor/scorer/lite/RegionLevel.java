package io.sessmonitor.scorer.lite;

/**
 * One partition of the picture as unions of superpixels.
 *
 * @param count number of regions
 * @param regionOf region of each superpixel, 0..count-1
 */
record RegionLevel(int count, int[] regionOf) {}
