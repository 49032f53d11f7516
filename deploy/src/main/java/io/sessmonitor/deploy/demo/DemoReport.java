package io.sessmonitor.deploy.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessmonitor.dashboards.LinkState;
import io.sessmonitor.schemas.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What came of a run; as JSON it is the summary that scripts read.
 *
 * @param sent frames sent
 * @param received frames that arrived, over all links
 * @param outcomes number of outcomes by kind, over all links
 * @param links one report for each link
 * @param consistent whether every sent frame has exactly one outcome on every link
 * @param problems if not, what is wrong
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DemoReport(
        @JsonInclude long sent,
        @JsonInclude long received,
        @JsonInclude Map<Outcome, Long> outcomes,
        @JsonInclude List<LinkReport> links,
        @JsonInclude boolean consistent,
        List<String> problems) {

    /**
     * What came of one link.
     *
     * @param link {@code stream>receiver}
     * @param about what the link does to pictures, for people
     * @param score null when no frame was scored
     * @param psnrMean dB, null when unknown
     * @param mostLost objects whose losses cost most, dearest first
     */
    public record LinkReport(
            String link,
            Map<Outcome, Long> outcomes,
            Score score,
            @JsonIgnore String about,
            @JsonIgnore Double psnrMean,
            @JsonIgnore List<LinkState.LostObject> mostLost) {}

    /** SeSS over the scored frames of a link. */
    public record Score(double mean, double min, double p05) {}
}
