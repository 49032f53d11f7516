package io.sessmonitor.dashboards;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What is known of one link at one moment, ready for JSON.
 *
 * @param link {@code stream>receiver}
 * @param outcomes number of frames by outcome; every outcome is there
 * @param score null until a frame was scored
 * @param psnrMean dB, null if no score carried it
 * @param mostLost objects whose losses cost most, those with a name first, dearest first
 * @param recent the last frames, oldest first
 * @param lastReason reason of the last frame that has one, null if none
 */
public record LinkState(
        String link,
        Map<String, Long> outcomes,
        Score score,
        Double psnrMean,
        List<LostObject> mostLost,
        List<RecentFrame> recent,
        String lastReason) {

    /**
     * SeSS over all scored frames of the link; {@code now} is the last one, {@code p05} the 5 % quantile of the last
     * {@value LinkBoard#QUANTILE_FRAMES} frames.
     */
    public record Score(double now, double mean, double min, double p05) {}

    /** An object by name, how often it was lost, and what that cost altogether. */
    public record LostObject(String name, long times, double cost) {}

    /** One frame; {@code score} only if scored. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecentFrame(long sequence, String outcome, Double score) {}
}
