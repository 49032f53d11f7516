package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.match.ProfileConstants;
import io.sessmonitor.scorer.tune.Measures;
import io.sessmonitor.scorer.tune.TuneResult;
import io.sessmonitor.scorer.tune.TuneSettings;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What tuning found, for people, for spreadsheets, and for the profile file.
 *
 * @param from what it was tuned by, see {@link RatingsOptions#json}
 */
record TuneReport(ObjectNode from, RatedGraphs data, TuneSettings settings, ScorerIdentity maker, TuneResult result) {

    void text(PrintWriter out) {
        int pairs = data.ratings().size();
        out.println(pairs + " pairs of " + data.ratings().originals() + " originals, "
                + data.ratings().comparisons().size() + " comparisons; bundle " + maker.bundleName() + " "
                + maker.bundleVersion() + "; " + result.trials() + " settings tried.");
        out.println();
        TextTable table = new TextTable("", ">agreement", ">Spearman");
        row(table, settings.base().id(), result.baseOnAll());
        row(table, "tuned, on what it was tuned by", result.onAll());
        row(table, settings.base().id() + ", mean of " + settings.folds() + " folds", result.baseUnseen());
        row(table, "tuned, mean of folds not seen", result.unseen());
        table.print(out);
        out.println();
        ProfileConstants before = settings.base().constants();
        ProfileConstants after = result.constants();
        TextTable constants = new TextTable("constant", ">" + settings.base().id(), ">tuned", "in the folds");
        constant(
                constants,
                "relation weight",
                before.relationWeight(),
                after.relationWeight(),
                "%.4f",
                c -> c.relationWeight());
        constant(constants, "update rate", before.updateRate(), after.updateRate(), "%.4f", c -> c.updateRate());
        constant(constants, "image weight", before.imageWeight(), after.imageWeight(), "%.2f", c -> c.imageWeight());
        constant(constants, "sweeps", before.sweeps(), after.sweeps(), "%.0f", c -> c.sweeps());
        constant(
                constants,
                "importance root",
                before.importanceRoot(),
                after.importanceRoot(),
                "%.4f",
                c -> c.importanceRoot());
        constants.print(out);
    }

    private static void row(TextTable table, String name, Measures measures) {
        String agreement = measures.comparisons() == 0 ? "-" : number("%.3f", measures.agreement());
        table.row(name, agreement, number("%.3f", measures.spearman()));
    }

    private void constant(
            TextTable table,
            String name,
            double before,
            double after,
            String format,
            ToDoubleFunction<ProfileConstants> of) {
        StringBuilder folds = new StringBuilder();
        for (TuneResult.Fold fold : result.folds()) {
            folds.append(number(format, of.applyAsDouble(fold.constants()))).append(' ');
        }
        table.row(name, number(format, before), number(format, after), folds.toString());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** A line for the whole, then one for each fold, measured on what its constants were not chosen by. */
    void csv(PrintWriter out) {
        out.println("set,relation_weight,update_rate,image_weight,sweeps,importance_root,agreement,spearman,"
                + "base_agreement,base_spearman,pairs,comparisons");
        line(out, "all", result.constants(), result.onAll(), result.baseOnAll());
        for (int f = 0; f < result.folds().size(); f++) {
            TuneResult.Fold fold = result.folds().get(f);
            line(out, "fold" + (f + 1), fold.constants(), fold.unseen(), fold.base());
        }
    }

    private static void line(PrintWriter out, String set, ProfileConstants c, Measures tuned, Measures base) {
        out.println(String.join(
                ",",
                set,
                Double.toString(c.relationWeight()),
                Double.toString(c.updateRate()),
                Double.toString(c.imageWeight()),
                Integer.toString(c.sweeps()),
                Double.toString(c.importanceRoot()),
                Double.toString(tuned.agreement()),
                Double.toString(tuned.spearman()),
                Double.toString(base.agreement()),
                Double.toString(base.spearman()),
                Integer.toString(tuned.pairs()),
                Integer.toString(tuned.comparisons())));
    }

    /** How the constants were found, as the profile file keeps it. */
    ObjectNode json() {
        ObjectNode node = from.deepCopy();
        ObjectNode bundle = node.putObject("bundle");
        bundle.put("name", maker.bundleName());
        bundle.put("version", maker.bundleVersion());
        bundle.put("sha256", maker.bundleSha256());
        node.put("base", settings.base().id());
        node.put("trials", settings.trials());
        ObjectNode results = node.putObject("results");
        measures(results.putObject("seen"), result.onAll());
        measures(results.putObject("unseen"), result.unseen());
        measures(results.putObject("base"), result.baseOnAll());
        measures(results.putObject("base_by_folds"), result.baseUnseen());
        ArrayNode folds = node.putArray("by_fold");
        for (TuneResult.Fold fold : result.folds()) {
            ObjectNode one = folds.addObject();
            one.put("relation_weight", fold.constants().relationWeight());
            one.put("update_rate", fold.constants().updateRate());
            one.put("image_weight", fold.constants().imageWeight());
            one.put("sweeps", fold.constants().sweeps());
            one.put("importance_root", fold.constants().importanceRoot());
            measures(one.putObject("unseen"), fold.unseen());
            measures(one.putObject("base"), fold.base());
        }
        return node;
    }

    private static void measures(ObjectNode node, Measures measures) {
        if (measures.comparisons() > 0) {
            node.put("agreement", measures.agreement());
        }
        node.put("spearman", measures.spearman());
    }
}
