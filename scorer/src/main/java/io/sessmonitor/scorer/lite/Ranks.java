package io.sessmonitor.scorer.lite;

import java.util.Arrays;

/** Ranks of numbers among each other. */
final class Ranks {

    private static final int BITS = 11;
    private static final int BUCKETS = 1 << BITS;

    private Ranks() {}

    /**
     * Rank of each value, counted from 0 among the different values; equal values have equal ranks. A radix sort of the
     * exact bits: linear, and several times as fast as sorting doubles. No NaN.
     */
    static int[] of(double[] values) {
        int n = values.length;
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            // Adding 0 makes -0 equal to 0. Then the bits of doubles sort like numbers once negatives are turned round.
            long bits = Double.doubleToRawLongBits(values[i] + 0.0);
            keys[i] = bits ^ (bits >> 63 | Long.MIN_VALUE);
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        int[] spare = new int[n];
        int[] starts = new int[BUCKETS];
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            Arrays.fill(starts, 0);
            for (int i = 0; i < n; i++) {
                starts[(int) (keys[i] >>> shift) & BUCKETS - 1]++;
            }
            if (n == 0 || starts[(int) (keys[0] >>> shift) & BUCKETS - 1] == n) {
                continue;
            }
            int start = 0;
            for (int b = 0; b < BUCKETS; b++) {
                int size = starts[b];
                starts[b] = start;
                start += size;
            }
            for (int i = 0; i < n; i++) {
                spare[starts[(int) (keys[order[i]] >>> shift) & BUCKETS - 1]++] = order[i];
            }
            int[] swap = order;
            order = spare;
            spare = swap;
        }
        int[] ranks = new int[n];
        for (int i = 1, rank = 0; i < n; i++) {
            if (keys[order[i]] != keys[order[i - 1]]) {
                rank++;
            }
            ranks[order[i]] = rank;
        }
        return ranks;
    }
}
