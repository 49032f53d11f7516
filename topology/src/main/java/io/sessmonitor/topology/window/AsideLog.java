package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.envelope.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of scores that are in no window: one line a kind for the first of them and then at most one a minute, with
 * the last of them as the example. Used by one stream thread only.
 */
final class AsideLog {

    private static final Logger LOG = LoggerFactory.getLogger(AsideLog.class);
    private static final long EVERY = 60_000;

    /** One kind of score that is in no window. */
    private static final class Kind {
        private final String text;
        private long count;
        private String example;
        private long toldAt = -EVERY;

        Kind(String text) {
            this.text = text;
        }

        void note(String last) {
            count++;
            example = last;
        }

        void tick(long running) {
            if (count > 0 && running - toldAt >= EVERY) {
                LOG.warn(text, count, example);
                toldAt = running;
                count = 0;
            }
        }
    }

    private final Kind late =
            new Kind("{} scores came after a window of theirs had closed, last {}; they are counted as"
                    + " late. Raise windows.grace if there are many");
    private final Kind early =
            new Kind("{} scores lie further in the future than windows.ahead, last {}; they are in no"
                    + " window. Check the clocks of camera and monitor");
    private final Kind unfollowed =
            new Kind("{} scores are of links beyond windows.max-links, last {}; they are in no window");

    void late(Link link, FrameScore score) {
        late.note(text(link, score));
    }

    void early(Link link, FrameScore score) {
        early.note(text(link, score));
    }

    void unfollowed(Link link) {
        unfollowed.note(link.key());
    }

    /** Called at regular intervals with the task's running time in milliseconds. */
    void tick(long running) {
        late.tick(running);
        early.tick(running);
        unfollowed.tick(running);
    }

    private static String text(Link link, FrameScore score) {
        return score.getStream() + "/" + score.getSequence() + " of " + link + ", captured " + score.getCapturedAt();
    }
}
