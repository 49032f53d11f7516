package io.sessmonitor.deploy.overlay;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Pictures in memory. */
public final class Pictures {

    private Pictures() {}

    /**
     * A picture from interleaved RGB bytes.
     *
     * @param rgb width x height x 3, row-major
     */
    public static BufferedImage ofRgb(int width, int height, byte[] rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                row[x] = (rgb[i] & 0xFF) << 16 | (rgb[i + 1] & 0xFF) << 8 | rgb[i + 2] & 0xFF;
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    /** The largest size of the same shape within a square. */
    static BufferedImage fit(BufferedImage picture, int side) {
        double scale = Math.min((double) side / picture.getWidth(), (double) side / picture.getHeight());
        int width = (int) Math.max(1, Math.round(picture.getWidth() * scale));
        int height = (int) Math.max(1, Math.round(picture.getHeight() * scale));
        BufferedImage halved = picture;
        while (halved.getWidth() >= 2 * width && halved.getHeight() >= 2 * height) {
            halved = resize(halved, halved.getWidth() / 2, halved.getHeight() / 2);
        }
        return resize(halved, width, height);
    }

    private static BufferedImage resize(BufferedImage picture, int width, int height) {
        BufferedImage resized = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = resized.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(picture, 0, 0, width, height, null);
        g.dispose();
        return resized;
    }
}
