package io.sessmonitor.topology.runtime;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a monitor is in its life.
 *
 * <pre>
 * CREATED → STARTING → RUNNING ⇄ REBALANCING
 *    │          │          │          │
 *    │          └──────────┴──────────┴──→ FAILED ──→ CLOSING → CLOSED
 *    └──────────┴──────────┴──────────┴─────────────↗
 * </pre>
 */
public enum MonitorState {
    CREATED,
    /** Checks run, topics are made, threads start. */
    STARTING,
    /** Every partition has its task and works. */
    RUNNING,
    /** Partitions move, or state is restored. */
    REBALANCING,
    /** Stopped by an error; {@link MonitorApp#failure} says which. */
    FAILED,
    CLOSING,
    CLOSED;

    /** The states that may come next. */
    public Set<MonitorState> next() {
        return switch (this) {
            case CREATED -> EnumSet.of(STARTING, CLOSING);
            case STARTING, RUNNING, REBALANCING -> {
                EnumSet<MonitorState> next = EnumSet.of(RUNNING, REBALANCING, FAILED, CLOSING);
                next.remove(this);
                yield next;
            }
            case FAILED -> EnumSet.of(CLOSING);
            case CLOSING -> EnumSet.of(CLOSED);
            case CLOSED -> EnumSet.noneOf(MonitorState.class);
        };
    }
}
