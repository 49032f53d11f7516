package io.sessmonitor.scorer.lite;

/**
 * A grid cut into regions, each cell belonging to exactly one.
 *
 * @param width cells a row
 * @param height rows
 * @param count number of regions
 * @param labels region of each cell, 0..count-1, row-major
 */
record Partition(int width, int height, int count, int[] labels) {}
