package io.sessmonitor.scorer.metric;

/** What one has to know to read the metrics of a pair. */
public enum MetricNote {

    /** The received picture had another size and was resized to that of the sent one for the metrics of pixels. */
    RESIZED,

    /** The sizes differ too much, see {@link MetricInput#fitted}: the metrics of pixels are not applicable. */
    SIZES_TOO_DIFFERENT,

    /** Both pictures have the same pixels: the largest value of psnr stands for infinity. */
    IDENTICAL
}
