package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.recording.Replayer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Frame by frame: waits for Enter on standard input; {@code q} or the end of it ends the replay. A thread of its own reads
 * the lines, since nothing interrupts such a read.
 */
final class EnterKey implements Replayer.Steps {

    private static final long LOOK_MILLIS = 100;

    private final Console console;
    private final LiveLine progress;
    private final LinkedBlockingQueue<Boolean> lines = new LinkedBlockingQueue<>(1000);
    private boolean begun;
    private volatile boolean stopped;

    /** Keys from the console's input; {@code progress} is wiped before something is asked. */
    EnterKey(Console console, LiveLine progress) {
        this.console = console;
        this.progress = progress;
    }

    @Override
    public boolean await(String frame) throws IOException, InterruptedException {
        if (!begun) {
            begun = true;
            Thread reader = new Thread(this::read, "enter-key");
            reader.setDaemon(true);
            reader.start();
        }
        progress.clear();
        console.err().println("next: frame " + frame + "  (Enter sends it, q ends)");
        console.err().flush();
        while (!stopped) {
            Boolean go = lines.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (go != null) {
                return go;
            }
        }
        return false;
    }

    /** Ends the waiting; from any thread. */
    void stop() {
        stopped = true;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))) {
            for (String line; (line = in.readLine()) != null; ) {
                lines.put(!line.strip().equalsIgnoreCase("q"));
            }
            lines.put(false);
        } catch (IOException e) {
            stopped = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
