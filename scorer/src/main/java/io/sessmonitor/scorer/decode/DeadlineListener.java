package io.sessmonitor.scorer.decode;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** Ends a read in Java code by an exception when the time is over; called by the decoding thread after each row. */
final class DeadlineListener implements IIOReadProgressListener {

    private final Deadline deadline;

    DeadlineListener(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (deadline.passed()) {
            throw new Deadline.Passed();
        }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
}
