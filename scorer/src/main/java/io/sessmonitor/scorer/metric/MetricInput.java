package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A pair as metrics see it: both pictures and, where there are any, their scene graphs. Belongs to one thread, since it
 * keeps the resized picture and the squared error for the next metric.
 */
public final class MetricInput {

    /** Largest ratio, in either direction, of the two widths and of the two heights. */
    private static final int MAX_SCALE = 4;

    /** Largest ratio of the two aspect ratios. */
    private static final int MAX_STRETCH = 2;

    /** Samples whose squared differences fit into 31 bits together. */
    private static final int BLOCK = 1 << 14;

    /** Scene graphs of both pictures, from one bundle. */
    public record Graphs(SceneGraph sent, SceneGraph received) {}

    private final RgbImage sent;
    private final RgbImage received;
    private final Optional<Graphs> graphs;
    private Optional<RgbImage> fitted;
    private OptionalDouble meanSquaredError;

    private MetricInput(RgbImage sent, RgbImage received, Optional<Graphs> graphs) {
        this.sent = sent;
        this.received = received;
        this.graphs = graphs;
    }

    /** A pair whose scene graphs are not known. */
    public static MetricInput of(RgbImage sent, RgbImage received) {
        return new MetricInput(sent, received, Optional.empty());
    }

    public static MetricInput of(RgbImage sent, RgbImage received, SceneGraph sentGraph, SceneGraph receivedGraph) {
        return new MetricInput(sent, received, Optional.of(new Graphs(sentGraph, receivedGraph)));
    }

    public RgbImage sent() {
        return sent;
    }

    /** The received picture in its own size. */
    public RgbImage received() {
        return received;
    }

    public Optional<Graphs> graphs() {
        return graphs;
    }

    /**
     * The received picture in the size of the sent one: the picture itself, or bilinear with antialiasing as Pillow has
     * it. Empty when width or height differ by more than a factor of 4, or the shape would be stretched to more than
     * twice its aspect ratio: what is left to compare then says little of the link.
     */
    public Optional<RgbImage> fitted() {
        if (fitted == null) {
            fitted = fit();
        }
        return fitted;
    }

    /** Mean of the squared differences of all samples, each 0..255; empty where {@link #fitted} is. */
    OptionalDouble meanSquaredError() {
        if (meanSquaredError == null) {
            meanSquaredError = fitted().isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(
                            meanSquaredError(sent.rgb(), fitted().get().rgb()));
        }
        return meanSquaredError;
    }

    private static double meanSquaredError(byte[] a, byte[] b) {
        long sum = 0;
        for (int from = 0; from < a.length; from += BLOCK) {
            int block = 0;
            for (int i = from; i < Math.min(a.length, from + BLOCK); i++) {
                int difference = (a[i] & 0xff) - (b[i] & 0xff);
                block += difference * difference;
            }
            sum += block;
        }
        return (double) sum / a.length;
    }

    /** What one has to know to read the values of this pair. */
    public Set<MetricNote> notes() {
        Set<MetricNote> notes = EnumSet.noneOf(MetricNote.class);
        if (!sameSize()) {
            notes.add(fits() ? MetricNote.RESIZED : MetricNote.SIZES_TOO_DIFFERENT);
        } else if (Arrays.equals(sent.rgb(), received.rgb())) {
            notes.add(MetricNote.IDENTICAL);
        }
        return notes;
    }

    private Optional<RgbImage> fit() {
        if (sameSize()) {
            return Optional.of(received);
        }
        return fits()
                ? Optional.of(
                        PictureResize.resize(received, sent.width(), sent.height(), PictureResize.Filter.TRIANGLE))
                : Optional.empty();
    }

    private boolean sameSize() {
        return sent.width() == received.width() && sent.height() == received.height();
    }

    private boolean fits() {
        double across = (double) sent.width() / received.width();
        double down = (double) sent.height() / received.height();
        return either(across) <= MAX_SCALE && either(down) <= MAX_SCALE && either(across / down) <= MAX_STRETCH;
    }

    /** The ratio or its inverse, whichever is larger. */
    private static double either(double ratio) {
        return Math.max(ratio, 1 / ratio);
    }
}
