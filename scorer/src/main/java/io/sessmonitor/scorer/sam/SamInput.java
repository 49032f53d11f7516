package io.sessmonitor.scorer.sam;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.Tensor;
import java.util.List;

/**
 * How a picture lies in the square that the encoder takes: its long side fills the square, the rest is padding to the right
 * and below.
 *
 * @param width of the picture, pixels
 * @param height of the picture
 * @param side of the square
 * @param scaledWidth of the picture in the square
 * @param scaledHeight of the picture in the square
 */
record SamInput(int width, int height, int side, int scaledWidth, int scaledHeight) {

    static SamInput of(RgbImage picture, int side) {
        double scale = (double) side / Math.max(picture.width(), picture.height());
        return new SamInput(
                picture.width(),
                picture.height(),
                side,
                scaled(picture.width(), scale, side),
                scaled(picture.height(), scale, side));
    }

    private static int scaled(int length, double scale, int side) {
        return Math.min(Math.max((int) (length * scale + .5), 1), side);
    }

    /** The encoder's input, [1, 3, side, side]: normalised, zeros where nothing is. */
    Tensor pixels(RgbImage picture, List<Double> mean, List<Double> std) {
        byte[] rgb = PictureResize.resize(picture, scaledWidth, scaledHeight, PictureResize.Filter.TRIANGLE)
                .rgb();
        float[] planes = new float[3 * side * side];
        for (int c = 0; c < 3; c++) {
            float middle = mean.get(c).floatValue();
            float spread = std.get(c).floatValue();
            for (int y = 0; y < scaledHeight; y++) {
                int from = 3 * y * scaledWidth + c;
                int to = (c * side + y) * side;
                for (int x = 0; x < scaledWidth; x++) {
                    planes[to + x] = ((rgb[from + 3 * x] & 0xff) - middle) / spread;
                }
            }
        }
        return new Tensor(planes, 1, 3, side, side);
    }

    /**
     * Middles of an n x n grid over the picture as the decoder takes them (x, y; shares of the square, measured at pixel
     * middles), row by row.
     */
    float[] points(int n) {
        float[] points = new float[2 * n * n];
        for (int y = 0, i = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                points[i++] = place((x + .5) / n * width * ((double) scaledWidth / width));
                points[i++] = place((y + .5) / n * height * ((double) scaledHeight / height));
            }
        }
        return points;
    }

    private float place(double pixel) {
        return (float) ((pixel + .5) / side);
    }
}
