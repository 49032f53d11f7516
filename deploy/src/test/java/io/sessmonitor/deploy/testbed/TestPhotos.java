package io.sessmonitor.deploy.testbed;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Made-up photographs, each a field of its own of soft colours. */
final class TestPhotos {

    private TestPhotos() {}

    static List<BufferedImage> make(int count) {
        return IntStream.range(0, count).mapToObj(TestPhotos::photo).toList();
    }

    private static BufferedImage photo(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double a = random.nextDouble(5, 40);
        double b = random.nextDouble(5, 40);
        double c = random.nextDouble(5, 40);
        BufferedImage photo = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                int red = (int) (127 + 120 * Math.sin(x / a + y / b));
                int green = (int) (127 + 120 * Math.sin(x / b - y / c));
                int blue = (int) (127 + 120 * Math.cos(x / c + y / a));
                photo.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return photo;
    }
}
