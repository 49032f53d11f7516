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

    private MetricHelp() {}

    /** Puts the section before the command's footer. */
    static void addTo(CommandLine command) {
        CommandLine.IHelpSectionRenderer footer = command.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_FOOTER);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> text(help) + footer.render(help));
    }

    private static String text(CommandLine.Help help) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (Metric metric : Metrics.ALL) {
            rows.put("  " + metric.name(), meaning(metric.description()));
        }
        return System.lineSeparator() + "Metrics:" + System.lineSeparator() + help.createTextTable(rows);
    }

    private static String meaning(MetricDescription metric) {
        String unit = metric.unit().isEmpty() ? "" : " " + metric.unit();
        String closer = metric.direction() == Metric.Direction.HIGHER_IS_CLOSER ? "higher" : "lower";
        return Math.round(metric.min()) + ".." + Math.round(metric.max()) + unit + ", " + closer + " is closer: "
                + metric.definition() + ". For " + metric.applicability() + ".";
    }
}
