package io.sessmonitor.deploy.bench;

import java.util.Map;

/** What is measured. */
enum Variant {
    /** {@link Peers#bareLoop}. */
    BARE("bare", Map.of()),
    /** {@link Peers#passThrough}. */
    STREAMS("streams", Map.of()),
    /** {@link Peers#outerJoin}. */
    OUTER("outer", Map.of()),
    /** The monitor with its links declared, without windows. */
    MONITOR(
            "monitor",
            Map.of("windows.enabled", "false", "links", ArrivalPattern.STREAM + ">" + ArrivalPattern.RECEIVER)),
    /** The monitor that has to find its links out, without windows. */
    DISCOVERING("monitor", Map.of("windows.enabled", "false")),
    /** The monitor as it comes: with windows, and links to be found out. */
    WINDOWS("monitor", Map.of());

    private final String program;
    private final Map<String, String> settings;

    Variant(String program, Map<String, String> settings) {
        this.program = program;
        this.settings = settings;
    }

    String program() {
        return program;
    }

    Map<String, String> settings() {
        return settings;
    }

    boolean isMonitor() {
        return program.equals("monitor");
    }
}
