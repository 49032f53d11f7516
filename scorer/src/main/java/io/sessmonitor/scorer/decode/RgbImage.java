package io.sessmonitor.scorer.decode;

/**
 * A decoded picture, upright. The array is not copied: do not change it.
 *
 * @param width pixels a row
 * @param height rows
 * @param rgb interleaved red, green, blue, each 0..255 as an unsigned byte; row-major; {@code 3 * width * height} bytes
 */
public record RgbImage(int width, int height, byte[] rgb) {

    public RgbImage {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "a picture of " + width + "x" + height + " does not have " + rgb.length + " bytes");
        }
    }
}
