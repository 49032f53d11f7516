package io.sessmonitor.deploy.demo;

import io.sessmonitor.dashboards.LinkState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The run on a console: a table redrawn in place on a terminal, a line now and then otherwise. Thread-safe: the run's own
 * thread may have something to say while another one shows where it is.
 */
final class ConsoleView implements DemoView {

    private static final Duration REDRAW = Duration.ofMillis(500);
    private static final Duration LINE = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final boolean redraw;
    private final LinkTable table;
    private int drawn;

    /**
     * @param redraw whether {@code out} is a terminal on which a table may be redrawn
     * @param colours whether colours may be used
     */
    ConsoleView(PrintWriter out, boolean redraw, boolean colours) {
        this.out = out;
        this.redraw = redraw;
        this.table = new LinkTable(colours);
    }

    @Override
    public synchronized void say(String line) {
        out.println(line);
        out.flush();
        // What stands above a line stays there.
        drawn = 0;
    }

    @Override
    public Duration interval() {
        return redraw ? REDRAW : LINE;
    }

    @Override
    public synchronized void show(DemoProgress progress) {
        if (redraw) {
            draw(progress);
        } else {
            out.println(line(progress));
            out.flush();
        }
    }

    private void draw(DemoProgress progress) {
        List<String> lines = new ArrayList<>(table.lines(progress.links()));
        lines.add("");
        lines.add(status(progress));
        StringBuilder screen = new StringBuilder();
        if (drawn > 0) {
            screen.append("\u001b[").append(drawn).append('A');
        }
        // A line that is too long for the terminal is cut, not wrapped, or the count of lines would be wrong.
        screen.append("\u001b[?7l");
        lines.forEach(line -> screen.append('\r').append(line).append("\u001b[K\n"));
        screen.append("\u001b[?7h");
        out.print(screen);
        out.flush();
        drawn = lines.size();
    }

    private static String status(DemoProgress progress) {
        return progress.elapsed().toSeconds() + " s: " + progress.sent() + " frames sent, " + progress.received()
                + " received, " + progress.open() + " outcomes to come"
                + (progress.sending() ? "" : "; sending has ended, waiting for them");
    }

    private static String line(DemoProgress progress) {
        StringBuilder line = new StringBuilder(status(progress));
        String separator = " | SeSS now: ";
        for (LinkState link : progress.links()) {
            if (link.score() != null) {
                line.append(separator)
                        .append(link.link().substring(link.link().indexOf('>') + 1))
                        .append(' ')
                        .append(LinkTable.number(link.score().now()));
                separator = ", ";
            }
        }
        return line.toString();
    }
}
