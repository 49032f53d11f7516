package io.sessmonitor.deploy.testbed.codec;

import java.awt.image.BufferedImage;
import java.util.Map;

/** Codes a picture the way a link does. Implementations are thread-safe. */
public interface PictureCodec {

    /** The coded picture, in a format that the monitor reads. */
    byte[] encode(BufferedImage picture);

    /** What to say of the codec in a frame's tags. */
    Map<String, String> tags();
}
