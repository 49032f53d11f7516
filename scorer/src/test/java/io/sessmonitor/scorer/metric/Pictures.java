package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.decode.PictureDecoder;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.decode.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** Pictures for tests of metrics. */
public final class Pictures {

    private Pictures() {}

    /** A recorded picture by its path in the golden folder, without its ending. */
    public static RgbImage golden(String name) throws IOException, PictureException {
        try (InputStream in = Pictures.class.getResourceAsStream("/golden/" + name + ".png")) {
            return new PictureDecoder(DecodeLimits.defaults()).decode(in.readAllBytes());
        }
    }

    static RgbImage cutOut(RgbImage picture, int left, int top, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(picture.rgb(), 3 * ((top + y) * picture.width() + left), rgb, 3 * y * width, 3 * width);
        }
        return new RgbImage(width, height, rgb);
    }

    static RgbImage random(Random random, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        random.nextBytes(rgb);
        return new RgbImage(width, height, rgb);
    }

    static RgbImage grey(int level, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(width, height, rgb);
    }

    /** The picture with normal noise added to each sample. */
    public static RgbImage noisy(RgbImage picture, Random random, double sigma) {
        byte[] rgb = new byte[picture.rgb().length];
        for (int i = 0; i < rgb.length; i++) {
            double sample = (picture.rgb()[i] & 0xff) + sigma * random.nextGaussian();
            rgb[i] = (byte) Math.min(255, Math.max(0, Math.round(sample)));
        }
        return new RgbImage(picture.width(), picture.height(), rgb);
    }
}
