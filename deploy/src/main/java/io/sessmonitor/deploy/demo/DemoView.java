package io.sessmonitor.deploy.demo;

import java.time.Duration;

/** Shows a run to people. Called by more than one thread. */
public interface DemoView {

    /** Something worth a line: an address, a phase. */
    void say(String line);

    /** How often {@link #show} wants to be called. */
    Duration interval();

    /** Shows where the run is. */
    void show(DemoProgress progress);
}
