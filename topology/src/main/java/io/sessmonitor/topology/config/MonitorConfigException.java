package io.sessmonitor.topology.config;

import java.util.List;

/** The configuration cannot be used. The message has one line for each problem, each naming its key. */
public final class MonitorConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public MonitorConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem. */
    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
