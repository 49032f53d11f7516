package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.Engine;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * CPU time of each metric for a pair of 768x512 on one thread, those that bundles serve among them. Writes the pair as PNG, so
 * that {@code golden/metric_timing.py} can measure Python's libraries on the same. A developer's tool; arguments: folder for the
 * pair, bundles.
 */
public final class MetricTiming {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 500_000_000;

    private MetricTiming() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<String> bundles = List.of(arguments).subList(1, arguments.length);
        RgbImage sent = PictureResize.resize(Pictures.golden("coffee"), 768, 512, PictureResize.Filter.TRIANGLE);
        RgbImage received = Pictures.noisy(sent, new Random(1), 10);
        write(sent, folder.resolve("sent.png"));
        write(received, folder.resolve("received.png"));
        try (MetricBundles served = MetricBundles.load(bundles, Engine.open(Device.parse("cpu"), 1, Duration.ZERO))) {
            List<String> names = MetricBundles.parse("all", bundles);
            for (Metric metric : Metrics.named(names, served.metrics())) {
                // The metrics of scene graphs are not applicable.
                if (metric.of(MetricInput.of(sent, received)).isPresent()) {
                    measure(metric, sent, received);
                }
            }
        }
    }

    private static void measure(Metric metric, RgbImage sent, RgbImage received) throws Exception {
        double least = Double.MAX_VALUE;
        double value = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            int count = 0;
            long nanos;
            do {
                // A pair keeps what metrics share, so each time another.
                value = metric.of(MetricInput.of(sent, received)).orElseThrow();
                count++;
                nanos = THREADS.getCurrentThreadCpuTime() - start;
            } while (nanos < ROUND_NANOS);
            least = Math.min(least, nanos / 1e6 / count);
        }
        System.out.printf(Locale.ROOT, "%-10s %9.2f ms  %.6f%n", metric.name(), least, value);
    }

    private static void write(RgbImage picture, Path file) throws Exception {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = picture.rgb();
        for (int i = 0; i < rgb.length; i += 3) {
            int pixel = i / 3;
            image.setRGB(
                    pixel % picture.width(),
                    pixel / picture.width(),
                    (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
