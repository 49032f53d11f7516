package io.sessmonitor.deploy.testbed.codec;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Map;
import java.util.TreeMap;

/**
 * Loses fine detail before coding, as a codec does that keeps low frequencies only: Gaussian blur, borders repeated.
 *
 * @param sigma standard deviation in pixels, above 0
 * @param next codes the blurred picture
 */
public record BlurCodec(double sigma, PictureCodec next) implements PictureCodec {

    public BlurCodec {
        if (!(sigma > 0 && sigma < 1000)) {
            throw new IllegalArgumentException("sigma is above 0 and below 1000 pixels, not " + sigma);
        }
    }

    @Override
    public byte[] encode(BufferedImage picture) {
        return next.encode(blur(picture));
    }

    @Override
    public Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>(next.tags());
        tags.put("blur_sigma", Double.toString(sigma));
        return tags;
    }

    private BufferedImage blur(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        float[] kernel = kernel();
        // Blurring along rows and transposing, twice, blurs along both axes and restores the orientation.
        int[] blurred = blurRowsTransposed(blurRowsTransposed(pixels, width, height, kernel), height, width, kernel);
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        System.arraycopy(blurred, 0, ((DataBufferInt) result.getRaster().getDataBuffer()).getData(), 0, blurred.length);
        return result;
    }

    /** One half of the symmetric kernel, from its centre outwards, up to three sigmas; the whole of it sums to 1. */
    private float[] kernel() {
        int radius = (int) Math.ceil(3 * sigma);
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++) {
            weights[i] = Math.exp(-i * i / (2 * sigma * sigma));
            sum += i == 0 ? weights[i] : 2 * weights[i];
        }
        float[] kernel = new float[radius + 1];
        for (int i = 0; i <= radius; i++) {
            kernel[i] = (float) (weights[i] / sum);
        }
        return kernel;
    }

    private static int[] blurRowsTransposed(int[] pixels, int width, int height, float[] kernel) {
        int[] result = new int[pixels.length];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            for (int x = 0; x < width; x++) {
                float red = 0.5f;
                float green = 0.5f;
                float blue = 0.5f;
                for (int i = 1 - kernel.length; i < kernel.length; i++) {
                    int pixel = pixels[row + Math.min(Math.max(x + i, 0), width - 1)];
                    float weight = kernel[Math.abs(i)];
                    red += weight * (pixel >> 16 & 0xff);
                    green += weight * (pixel >> 8 & 0xff);
                    blue += weight * (pixel & 0xff);
                }
                result[x * height + y] =
                        Math.min((int) red, 255) << 16 | Math.min((int) green, 255) << 8 | Math.min((int) blue, 255);
            }
        }
        return result;
    }
}
