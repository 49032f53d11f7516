package io.sessmonitor.deploy.bench;

import java.util.Arrays;

/**
 * In what order how many frames come, the same for every variant: 1 % of the received frames are missing, 1 % come twice
 * (the copy 20 places later), sequence numbers are shuffled by up to 5 places. Deterministic.
 */
final class ArrivalPattern {

    static final String STREAM = "cam0";
    static final String RECEIVER = "rx1";

    private static final int COPY_LATER = 20;
    private static final int SHUFFLE = 6;

    private final int count;
    private final int missingBefore;

    /**
     * @param count sent frames
     * @param tail so many frames at the end are all received, so that nobody has to wait for the last missing one
     */
    ArrivalPattern(int count, int tail) {
        this.count = count;
        this.missingBefore = Math.max(0, count - tail);
    }

    int count() {
        return count;
    }

    int missing() {
        int missing = 0;
        for (int i = 0; i < missingBefore; i++) {
            missing += draw(i) == 0 ? 1 : 0;
        }
        return missing;
    }

    /** Sequence numbers on the received topic, in the order they arrive. */
    int[] received() {
        long[] places = new long[count + count / 20 + 100];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (draw(i) == 0 && i < missingBefore) {
                continue;
            }
            places[n++] = ((i + mix(i) % SHUFFLE) << 32) | i;
            if (draw(i) == 1) {
                places[n++] = ((i + (long) COPY_LATER) << 32) | i;
            }
        }
        Arrays.sort(places, 0, n);
        int[] sequences = new int[n];
        for (int i = 0; i < n; i++) {
            sequences[i] = (int) places[i];
        }
        return sequences;
    }

    private static long draw(int i) {
        return mix(i + 1_000_003L) % 100;
    }

    /** SplitMix64's finish, without the sign. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) >>> 1;
    }
}
