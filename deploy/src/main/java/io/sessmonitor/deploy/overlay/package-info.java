/**
 * Pictures that show a scene graph, or what became of it on a link. Plain Java2D on images in memory: no window, no
 * files. {@link io.sessmonitor.deploy.overlay.PairOverlay} paints a scored pair, {@link
 * io.sessmonitor.deploy.overlay.GraphOverlay} one picture's objects.
 */
package io.sessmonitor.deploy.overlay;
