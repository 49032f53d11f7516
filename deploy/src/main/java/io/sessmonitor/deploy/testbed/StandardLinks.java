package io.sessmonitor.deploy.testbed;

import io.sessmonitor.deploy.testbed.channel.Channel;
import io.sessmonitor.deploy.testbed.channel.LossChannel;
import io.sessmonitor.deploy.testbed.channel.SwapChannel;
import io.sessmonitor.deploy.testbed.codec.BlurCodec;
import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import java.util.List;

/** The links of the demo: each hurts in one way, so that a score can be read as what that does to meaning. */
public final class StandardLinks {

    /** Coding of a link whose harm lies elsewhere: hardly visible. */
    private static final JpegCodec MILD = new JpegCodec(80);

    /** Swapped frames come soon and again: 3 to 6 in every 12. */
    private static final int SWAP_PERIOD = 12;

    private static final int SWAP_FROM = 3;
    private static final int SWAP_LENGTH = 4;

    private StandardLinks() {}

    public static List<TestbedLink> over(PanZoomSource camera, long seed) {
        PictureSource elsewhere = camera.elsewhere();
        return List.of(
                new TestbedLink("jpeg80", "mild JPEG, quality 80", MILD, Channel.CLEAR),
                new TestbedLink("jpeg10", "strong JPEG, quality 10", new JpegCodec(10), Channel.CLEAR),
                new TestbedLink("jpeg2", "very strong JPEG, quality 2", new JpegCodec(2), Channel.CLEAR),
                new TestbedLink("blur", "Gaussian blur, sigma 3 pixels", new BlurCodec(3, MILD), Channel.CLEAR),
                new TestbedLink("lossy", "mild JPEG, one frame in five lost", MILD, new LossChannel(0.2, seed)),
                new TestbedLink(
                        "swap",
                        "mild JPEG, another scene for 4 frames in 12",
                        MILD,
                        new SwapChannel(
                                SWAP_PERIOD,
                                SWAP_FROM,
                                SWAP_LENGTH,
                                sequence -> MILD.encode(elsewhere.frame(sequence)))));
    }
}
