package io.sessmonitor.dashboards;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * The board as Prometheus metrics, read off the board at each scrape so that the two can never disagree.
 *
 * <p>Thread-safe: scrapes are taken one at a time.
 */
final class LinkMetrics {

    private final LinkBoard board;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge frames = gauge("sess.frames", "Frames by link and outcome since the start");
    private final MultiGauge now = gauge("sess.score", "SeSS of the last scored frame, 0..1");
    private final MultiGauge mean = gauge("sess.score.mean", "Mean SeSS since the start, 0..1");
    private final MultiGauge low = gauge("sess.score.p05", "5 % quantile of SeSS over the last frames, 0..1");

    LinkMetrics(LinkBoard board) {
        this.board = board;
    }

    synchronized String scrape() {
        List<MultiGauge.Row<?>> frameRows = new ArrayList<>();
        List<MultiGauge.Row<?>> nowRows = new ArrayList<>();
        List<MultiGauge.Row<?>> meanRows = new ArrayList<>();
        List<MultiGauge.Row<?>> lowRows = new ArrayList<>();
        for (LinkState link : board.links()) {
            Tags tags = Tags.of("link", link.link());
            link.outcomes()
                    .forEach((outcome, count) -> frameRows.add(MultiGauge.Row.of(tags.and("outcome", outcome), count)));
            if (link.score() != null) {
                nowRows.add(MultiGauge.Row.of(tags, link.score().now()));
                meanRows.add(MultiGauge.Row.of(tags, link.score().mean()));
                lowRows.add(MultiGauge.Row.of(tags, link.score().p05()));
            }
        }
        frames.register(frameRows, true);
        now.register(nowRows, true);
        mean.register(meanRows, true);
        low.register(lowRows, true);
        return registry.scrape();
    }

    private MultiGauge gauge(String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }
}
