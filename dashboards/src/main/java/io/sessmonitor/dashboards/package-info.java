/**
 * The last step of a frame's way: what people watch. Takes {@code FrameScore}s, gives a live page, JSON and Prometheus
 * metrics. Knows neither models nor pictures.
 */
package io.sessmonitor.dashboards;
