package io.sessmonitor.scorer.scenegraph;

import java.util.List;

/**
 * The objects found in one picture. A bundle's own type adds what its embedder and its relation predictor need; the
 * others see the masks only.
 */
public interface Segmentation {

    /** The objects, largest first, all on one grid; masks may overlap (wholes and their parts). */
    List<RegionMask> masks();
}
