package io.sessmonitor.deploy.cli;

import java.util.Arrays;

/**
 * Masks as COCO's run-length encoding: pixels column by column, runs of zeros and ones in turn, zeros first (a mask that
 * begins with a one has a first run of 0); the compressed form writes each run, from the fourth on as the difference to
 * the one before the last, in little-endian groups of 5 bits with a sixth for "more follow", each plus 48 as a character.
 * The same as {@code maskApi.c} of the COCO API writes.
 */
final class CocoRle {

    private CocoRle() {}

    /**
     * The runs of a mask.
     *
     * @param mask width x height, row-major
     */
    static int[] runs(boolean[] mask, int width, int height) {
        if (mask.length != width * height) {
            throw new IllegalArgumentException(mask.length + " pixels for " + width + "x" + height);
        }
        int[] runs = new int[16];
        int count = 0;
        boolean value = false;
        int run = 0;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                if (mask[y * width + x] != value) {
                    if (count == runs.length) {
                        runs = Arrays.copyOf(runs, 2 * count);
                    }
                    runs[count++] = run;
                    run = 0;
                    value = !value;
                }
                run++;
            }
        }
        int[] all = Arrays.copyOf(runs, count + 1);
        all[count] = run;
        return all;
    }

    /** The compressed form, COCO's {@code counts} string. */
    static String compress(int[] runs) {
        StringBuilder text = new StringBuilder(runs.length * 2);
        for (int i = 0; i < runs.length; i++) {
            long value = i > 2 ? (long) runs[i] - runs[i - 2] : runs[i];
            boolean more = true;
            while (more) {
                long group = value & 0x1F;
                value >>= 5;
                more = (group & 0x10) != 0 ? value != -1 : value != 0;
                text.append((char) (48 + (more ? group | 0x20 : group)));
            }
        }
        return text.toString();
    }
}
