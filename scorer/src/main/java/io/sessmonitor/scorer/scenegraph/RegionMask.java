package io.sessmonitor.scorer.scenegraph;

import java.util.BitSet;

/**
 * Cells of a grid that an object covers, row-major. Do not change the bits.
 *
 * @param width cells a row
 * @param height rows
 */
public record RegionMask(int width, int height, BitSet cells) {

    public boolean covers(int x, int y) {
        return cells.get(y * width + x);
    }

    public int count() {
        return cells.cardinality();
    }
}
