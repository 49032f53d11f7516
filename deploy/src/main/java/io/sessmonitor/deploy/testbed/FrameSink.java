package io.sessmonitor.deploy.testbed;

import io.sessmonitor.schemas.Frame;

/** Where the testbed's frames go. */
public interface FrameSink {

    /** A frame as the sender sent it. */
    void sent(Frame frame);

    /** A frame as a receiver reconstructed it. */
    void received(Frame frame);
}
