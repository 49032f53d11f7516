package io.sessmonitor.deploy.testbed;

import java.awt.image.BufferedImage;

/** What the emulated camera sees. */
@FunctionalInterface
public interface PictureSource {

    /** The picture with this number, from 0 up; the same one whenever it is asked for. */
    BufferedImage frame(long sequence);
}
