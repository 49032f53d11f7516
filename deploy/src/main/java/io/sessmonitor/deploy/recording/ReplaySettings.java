package io.sessmonitor.deploy.recording;

import java.util.Map;

/**
 * How a recording is replayed.
 *
 * @param topics where each topic goes, by its recorded name; others are left out
 * @param speed how many seconds of the recording pass in one; {@link Double#POSITIVE_INFINITY} is as fast as possible
 * @param maxGapMillis longest gap between two records, what is beyond is left out; {@link Long#MAX_VALUE} keeps all
 * @param loop whether to begin again at the end, with other frame numbers
 * @param shift whether timestamps and capturedAt are moved to the time of the replay
 * @param streamSuffix appended to the streams' names
 */
public record ReplaySettings(
        Map<String, String> topics, double speed, long maxGapMillis, boolean loop, boolean shift, String streamSuffix) {

    public ReplaySettings {
        topics = Map.copyOf(topics);
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed " + speed + " is not above 0");
        }
    }

    /** Whether frames go out at certain times. */
    public boolean paced() {
        return speed != Timeline.MAX_SPEED;
    }
}
