package io.sessmonitor.scorer.decode;

import io.sessmonitor.scorer.decode.PictureFile.Colour;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Turns stored samples into RGB: palettes looked up, 16 bits cut to 8, inks mixed, transparency laid over white, as a
 * viewer with a white page would show it. Samples are taken as sRGB, whatever profile the file carries.
 */
final class Samples {

    private Samples() {}

    static byte[] rgb(BufferedImage image) throws PictureException {
        Raster raster = image.getRaster();
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return fromPalette(raster, palette);
        }
        int bits = image.getColorModel().getComponentSize(0);
        return switch (raster.getNumBands()) {
            case 1 -> fromBands(raster, bits, 0, 0, 0, -1);
            case 2 -> fromBands(raster, bits, 0, 0, 0, 1);
            case 3 -> fromBands(raster, bits, 0, 1, 2, -1);
            case 4 -> fromBands(raster, bits, 0, 1, 2, 3);
            default -> throw PictureFile.corrupt(raster.getNumBands() + " samples a pixel");
        };
    }

    private static byte[] fromPalette(Raster raster, IndexColorModel palette) {
        int[] argb = new int[palette.getMapSize()];
        palette.getRGBs(argb);
        for (int i = 0; i < argb.length; i++) {
            int alpha = argb[i] >>> 24;
            argb[i] = overWhite(argb[i] >> 16 & 0xff, alpha) << 16
                    | overWhite(argb[i] >> 8 & 0xff, alpha) << 8
                    | overWhite(argb[i] & 0xff, alpha);
        }
        int width = raster.getWidth();
        byte[] rgb = new byte[3 * width * raster.getHeight()];
        int[] row = new int[width];
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++, to += 3) {
                // An index past the end of the palette is an error of the file that viewers show as black.
                int colour = row[x] < argb.length ? argb[row[x]] : 0;
                rgb[to] = (byte) (colour >> 16);
                rgb[to + 1] = (byte) (colour >> 8);
                rgb[to + 2] = (byte) colour;
            }
        }
        return rgb;
    }

    private static byte[] fromBands(Raster raster, int bits, int red, int green, int blue, int alphaBand) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int shift = Math.max(0, bits - 8);
        byte[] rgb = new byte[3 * width * raster.getHeight()];
        int[] row = new int[width * bands];
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int from = 0; from < row.length; from += bands, to += 3) {
                int alpha = alphaBand < 0 ? 255 : row[from + alphaBand] >> shift;
                rgb[to] = (byte) overWhite(row[from + red] >> shift, alpha);
                rgb[to + 1] = (byte) overWhite(row[from + green] >> shift, alpha);
                rgb[to + 2] = (byte) overWhite(row[from + blue] >> shift, alpha);
            }
        }
        return rgb;
    }

    private static int overWhite(int value, int alpha) {
        return alpha == 255 ? value : (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    /** Raw samples of a JPEG with four components; without a profile, inks simply multiply. */
    static byte[] fromInks(Raster raster, Colour colour) {
        int width = raster.getWidth();
        boolean inverted = colour != Colour.CMYK;
        byte[] rgb = new byte[3 * width * raster.getHeight()];
        int[] row = new int[4 * width];
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int from = 0; from < row.length; from += 4, to += 3) {
                if (colour == Colour.INVERTED_YCCK) {
                    yccToInks(row, from);
                }
                int paper = inverted ? row[from + 3] : 255 - row[from + 3];
                for (int ink = 0; ink < 3; ink++) {
                    int light = inverted ? row[from + ink] : 255 - row[from + ink];
                    rgb[to + ink] = (byte) ((light * paper + 127) / 255);
                }
            }
        }
        return rgb;
    }

    /** YCbCr gives RGB, of which the inks are the inverse (T.872). Adobe stores them inverted once more. */
    private static void yccToInks(int[] row, int at) {
        double luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - clamp(luma + 1.402 * red);
        row[at + 1] = 255 - clamp(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = 255 - clamp(luma + 1.772 * blue);
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
