package io.sessmonitor.deploy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.deploy.testbed.channel.LossChannel;
import io.sessmonitor.deploy.testbed.channel.SwapChannel;
import io.sessmonitor.deploy.testbed.codec.BlurCodec;
import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import io.sessmonitor.deploy.testbed.codec.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    private static final byte[] SENT = {1};
    private static final byte[] OTHER = {2};

    @Test
    void jpeg_gets_smaller_and_worse_with_quality() throws Exception {
        BufferedImage picture = TestPhotos.make(1).get(0);
        double worse = 0;
        int smaller = Integer.MAX_VALUE;
        for (int quality : List.of(95, 80, 40, 10, 2)) {
            byte[] coded = new JpegCodec(quality).encode(picture);
            assertThat(coded.length).as("bytes at quality %d", quality).isLessThan(smaller);
            double error = error(picture, decode(coded));
            assertThat(error).as("error at quality %d", quality).isGreaterThan(worse);
            smaller = coded.length;
            worse = error;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, -5})
    void a_jpeg_quality_off_the_scale_is_refused(int quality) {
        assertThatThrownBy(() -> new JpegCodec(quality)).hasMessageContaining("1 to 100, not " + quality);
    }

    @Test
    void blur_keeps_the_mean_and_spreads_an_edge_by_its_sigma() throws Exception {
        BufferedImage step = new BufferedImage(200, 40, BufferedImage.TYPE_INT_RGB);
        step.createGraphics().fillRect(100, 0, 100, 40);
        PictureCodec blur = new BlurCodec(10, new JpegCodec(100));
        BufferedImage blurred = decode(blur.encode(step));
        assertThat(grey(blurred, 5)).isZero();
        assertThat(grey(blurred, 195)).isEqualTo(255);
        assertThat(grey(blurred, 100)).isCloseTo(128, within(8));
        // One sigma right of the edge the normal distribution has .841 of its mass.
        assertThat(grey(blurred, 110)).isCloseTo(215, within(8));
        assertThat(blur.tags()).containsEntry("codec", "jpeg").containsEntry("blur_sigma", "10.0");
    }

    @ParameterizedTest(name = "rate {0}")
    @ValueSource(doubles = {0, 0.2, 0.5, 1})
    void a_loss_channel_loses_its_share_and_always_the_same_frames(double rate) {
        LossChannel channel = new LossChannel(rate, 42);
        List<Long> lost = lost(channel);
        assertThat(lost.size() / 20_000.0).isCloseTo(rate, within(0.02));
        assertThat(lost(new LossChannel(rate, 42))).isEqualTo(lost);
    }

    @Test
    void a_swap_channel_swaps_the_same_frames_of_every_period() {
        SwapChannel channel = new SwapChannel(12, 3, 4, sequence -> OTHER);
        List<Long> swapped = LongStream.range(0, 30)
                .filter(sequence -> channel.carry(sequence, SENT).orElseThrow() == OTHER)
                .boxed()
                .toList();
        assertThat(swapped).containsExactly(3L, 4L, 5L, 6L, 15L, 16L, 17L, 18L, 27L, 28L, 29L);
    }

    @Test
    void a_swap_longer_than_its_period_is_refused() {
        assertThatThrownBy(() -> new SwapChannel(4, 2, 3, sequence -> OTHER)).hasMessageContaining("period of 4");
    }

    private static List<Long> lost(LossChannel channel) {
        return LongStream.range(0, 20_000)
                .filter(sequence -> channel.carry(sequence, SENT).isEmpty())
                .boxed()
                .toList();
    }

    private static BufferedImage decode(byte[] coded) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(coded));
    }

    private static int grey(BufferedImage picture, int x) {
        return picture.getRGB(x, 20) >> 8 & 0xff;
    }

    private static double error(BufferedImage a, BufferedImage b) {
        double sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                double difference = (a.getRGB(x, y) >> 8 & 0xff) - (b.getRGB(x, y) >> 8 & 0xff);
                sum += difference * difference;
            }
        }
        return sum;
    }
}
