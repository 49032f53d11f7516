package io.sessmonitor.topology.window;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.ScaleFunction;
import com.tdunning.math.stats.TDigest;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Quantiles of numbers from 0 to 1, kept to {@value #UNIT} parts. Up to {@value #RECENT} numbers are kept themselves, and
 * quantiles are exact; from then on a t-digest (Dunning and Ertl, Computing extremely accurate quantiles using t-digests,
 * 2019) holds what came before, as bytes, so that what is stored is what is worked with and a restart changes nothing.
 * Deterministic, unlike sketches that draw lots. Not thread-safe.
 */
final class Quantiles {

    static final int RECENT = 64;
    static final int UNIT = 1_000_000;

    /** So many centroids at most, about; ranks are then good to one part in a hundred. */
    private static final int COMPRESSION = 200;

    private final int[] recent = new int[RECENT];
    private int count;
    private byte[] digest;

    void add(double number) {
        if (count == RECENT) {
            digest = bytes(merged());
            count = 0;
        }
        recent[count++] = (int) Math.round(number * UNIT);
    }

    boolean isEmpty() {
        return count == 0 && digest == null;
    }

    /**
     * Numbers that so large a share of all lies below, one for each share.
     *
     * @throws IllegalStateException if there is no number yet
     */
    double[] at(double... shares) {
        if (isEmpty()) {
            throw new IllegalStateException("no numbers, no quantiles");
        }
        if (digest == null) {
            int[] sorted = Arrays.copyOf(recent, count);
            Arrays.sort(sorted);
            return Arrays.stream(shares)
                    .map(share -> between(sorted, share * (count - 1)))
                    .toArray();
        }
        TDigest all = merged();
        return Arrays.stream(shares)
                .map(share -> Math.min(1, Math.max(0, all.quantile(share))))
                .toArray();
    }

    /** The numbers as a t-digest in its library's small form; null if there is none. */
    byte[] sketch() {
        return isEmpty() ? null : bytes(merged());
    }

    void write(CompactWriter out) {
        out.bytes(digest == null ? new byte[0] : digest).number(count);
        for (int i = 0; i < count; i++) {
            out.number(recent[i]);
        }
    }

    static Quantiles read(CompactReader in) {
        Quantiles quantiles = new Quantiles();
        byte[] digest = in.bytes();
        quantiles.digest = digest.length == 0 ? null : digest;
        int count = in.length(1);
        if (count > RECENT) {
            throw new IllegalStateException("a window in the state store keeps too many numbers: " + count);
        }
        for (int i = 0; i < count; i++) {
            quantiles.recent[i] = Math.toIntExact(in.number());
        }
        quantiles.count = count;
        return quantiles;
    }

    private static double between(int[] sorted, double position) {
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return (sorted[below] + (position - below) * (sorted[above] - sorted[below])) / UNIT;
    }

    private TDigest merged() {
        TDigest all = digest == null
                ? TDigest.createMergingDigest(COMPRESSION)
                : MergingDigest.fromBytes(ByteBuffer.wrap(digest));
        // The library's own choice is better at one in a million and three times worse at the median.
        all.setScaleFunction(ScaleFunction.K_1);
        for (int i = 0; i < count; i++) {
            all.add((double) recent[i] / UNIT);
        }
        return all;
    }

    private static byte[] bytes(TDigest digest) {
        ByteBuffer buffer = ByteBuffer.allocate(digest.smallByteSize());
        digest.asSmallBytes(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
