package io.sessmonitor.scorer.decode;

/** Finds the orientation in EXIF data, and turns pictures upright. Bad EXIF data is taken for none. */
final class Exif {

    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;

    private Exif() {}

    /**
     * The orientation that EXIF data gives.
     *
     * @param tiff EXIF data from its TIFF header on
     * @return 1..8; 1 (upright) when there is none
     */
    static int orientation(ByteView tiff) {
        boolean bigEndian = tiff.is(0, "MM\0*");
        if (!bigEndian && !tiff.is(0, "II*\0")) {
            return 1;
        }
        long directory = tiff.u32(4, bigEndian);
        int entries = tiff.u16(directory, bigEndian);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (tiff.u16(entry, bigEndian) == ORIENTATION && tiff.u16(entry + 2, bigEndian) == SHORT) {
                int value = tiff.u16(entry + 8, bigEndian);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    /** The picture as it is to be seen. */
    static RgbImage upright(RgbImage stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        int width = stored.width();
        int height = stored.height();
        boolean transposed = orientation >= 5;
        boolean mirrorX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean mirrorY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int outWidth = transposed ? height : width;
        int outHeight = transposed ? width : height;
        byte[] in = stored.rgb();
        byte[] out = new byte[in.length];
        for (int y = 0, to = 0; y < outHeight; y++) {
            for (int x = 0; x < outWidth; x++, to += 3) {
                int column = transposed ? y : x;
                int row = transposed ? x : y;
                int fromX = mirrorX ? width - 1 - column : column;
                int fromY = mirrorY ? height - 1 - row : row;
                int from = 3 * (fromY * width + fromX);
                out[to] = in[from];
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
            }
        }
        return new RgbImage(outWidth, outHeight, out);
    }
}
