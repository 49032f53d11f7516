/**
 * SAM "everything": all objects of a picture, found by asking for masks at a grid of points, with SAM or MobileSAM as two
 * networks (one for the picture, one for its points). What the networks leave open is done here as Meta's automatic mask
 * generator does it: scaling, thresholds, suppression of overlaps.
 */
package io.sessmonitor.scorer.sam;
