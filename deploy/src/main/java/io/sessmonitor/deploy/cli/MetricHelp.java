package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.metric.Metric;
import io.sessmonitor.scorer.metric.MetricDescription;
import io.sessmonitor.scorer.metric.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The metrics there are, as a section of a command's help. */
final class MetricHelp {

    private static final String SIZES = """
            For metrics of pixels a received picture of another size is resized to the sent one's (bilinear,
            antialiased), and the result says so. They are left out where a side differs by more than a factor
            of 4 or the aspect ratio by more than one of 2.
            """;

    private MetricHelp() {}

    /** Puts the section before the command's footer. */
    static void addTo(CommandLine command) {
        CommandLine.IHelpSectionRenderer footer = command.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_FOOTER);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> text(help) + footer.render(help));
    }

    private static String text(CommandLine.Help help) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (MetricDescription metric : Metrics.DESCRIPTIONS) {
            rows.put(metric.name(), meaning(metric));
        }
        return String.format("%nMetrics:%n%s%s", help.createTextTable(rows), SIZES);
    }

    private static String meaning(MetricDescription metric) {
        String unit = metric.unit().isEmpty() ? "" : " " + metric.unit();
        String closer = metric.direction() == Metric.Direction.HIGHER_IS_CLOSER ? "higher" : "lower";
        String to = Double.isInfinite(metric.max()) ? " up" : ".." + Math.round(metric.max());
        return Math.round(metric.min()) + to + unit + ", " + closer + " is closer: " + metric.definition() + ". For "
                + metric.applicability() + ".";
    }
}
