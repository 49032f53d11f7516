package io.sessmonitor.deploy.demo;

import io.sessmonitor.dashboards.LinkState;
import java.time.Duration;
import java.util.List;

/**
 * Where a run is.
 *
 * @param elapsed since the first frame
 * @param sending whether frames are still sent; otherwise their last outcomes are awaited
 * @param sent frames sent
 * @param received frames that arrived, over all links
 * @param open pairs of frame and link without outcome
 * @param links the demo's links in their order
 */
public record DemoProgress(
        Duration elapsed, boolean sending, long sent, long received, long open, List<LinkState> links) {}
