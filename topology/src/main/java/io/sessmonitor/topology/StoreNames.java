package io.sessmonitor.topology;

/** Every state store by name; each has a changelog. */
public final class StoreNames {

    /** Frames that wait or are remembered, and the links discovered: {@link io.sessmonitor.topology.pair.FrameStore}. */
    public static final String FRAMES = "frames";

    /** Complete pairs whose outcome is not there yet: {@link io.sessmonitor.topology.scoring.WaitingPairs}. */
    public static final String WAITING_PAIRS = "waiting-pairs";

    /** Windows that are open, and how far each link is: {@link io.sessmonitor.topology.window.WindowStore}. */
    public static final String OPEN_WINDOWS = "open-windows";

    /** Where each rule stands on each link: {@link io.sessmonitor.topology.alert.AlertStore}. */
    public static final String ALERTS = "alerts";

    private StoreNames() {}
}
