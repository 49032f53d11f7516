package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.Side;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** One JSON object a line; the explanation has the fields of the FrameScore record in the topic of scores. */
final class ScoreJson implements ScorePrinter {

    private final PrintWriter out;
    private final ScorerIdentity maker;

    ScoreJson(PrintWriter out, ScorerIdentity maker) {
        this.out = out;
        this.maker = maker;
    }

    @Override
    public void row(ScoreRow row) {
        ObjectNode node = Json.object();
        node.put("sent", row.sent().orElse(null));
        node.put("received", row.received().orElse(null));
        node.put("outcome", row.outcome().name());
        row.side().ifPresent(side -> node.put("side", side.name()));
        row.reason().ifPresent(reason -> node.put("reason", reason));
        if (row.score().isPresent()) {
            score(node, row.score().get());
        } else {
            node.putNull("score");
            node.putNull("graph");
            node.putNull("image");
            node.putObject("metrics");
            node.putNull("explanation");
        }
        maker(node, maker);
        if (!maker.metricBundles().isEmpty()) {
            ObjectNode bundles = node.putObject("metricBundles");
            maker.metricBundles()
                    .forEach((metric, b) -> bundle(bundles.putObject(metric), b.name(), b.version(), b.sha256()));
        }
        maker.calibration().ifPresent(id -> node.put("calibration", id));
        out.println(Json.line(node));
        out.flush();
    }

    @Override
    public void end() {
        out.flush();
    }

    /** Puts which profile and bundle made a result. */
    static void maker(ObjectNode node, ScorerIdentity maker) {
        node.put("profile", maker.profile().id());
        bundle(node.putObject("bundle"), maker.bundleName(), maker.bundleVersion(), maker.bundleSha256());
    }

    private static void bundle(ObjectNode node, String name, String version, String sha256) {
        node.put("name", name);
        node.put("version", version);
        node.put("sha256", sha256);
    }

    private static void score(ObjectNode node, SessScore score) {
        node.put("score", score.score());
        node.put("raw", score.raw());
        if (score.graph().isPresent()) {
            node.put("graph", score.graph().getAsDouble());
        } else {
            node.putNull("graph");
        }
        node.put("image", score.image());
        ObjectNode metrics = node.putObject("metrics");
        new TreeMap<>(score.metrics()).forEach((name, value) -> Json.number(metrics, name, value));
        ArrayNode notes = node.putArray("metricNotes");
        score.metricNotes().stream().map(Enum::name).sorted().forEach(notes::add);
        explanation(node.putObject("explanation"), score.explanation());
    }

    private static void explanation(ObjectNode node, Explanation explanation) {
        node.put("imageCost", explanation.imageCost());
        ArrayNode objects = node.putArray("objects");
        objects(objects, Side.SENT, explanation.sent());
        objects(objects, Side.RECEIVED, explanation.received());
        ArrayNode relations = node.putArray("relations");
        for (Explanation.RelationChange change : explanation.relations()) {
            ObjectNode relation = relations.addObject();
            relation.put("subject", change.relation().subject());
            relation.put("predicate", change.predicate());
            relation.put("object", change.relation().object());
            relation.put("fate", change.fate().name());
            relation.put("received", change.received().orElse(null));
        }
    }

    /** Dearest first. */
    private static void objects(ArrayNode objects, Side side, List<ObjectShare> shares) {
        shares.stream()
                .sorted(Comparator.comparingDouble(ObjectShare::cost).reversed().thenComparingInt(ObjectShare::node))
                .forEach(share -> object(objects.addObject(), side, share));
    }

    private static void object(ObjectNode node, Side side, ObjectShare share) {
        node.put("side", side.name());
        node.put("node", share.node());
        node.put("name", share.object().name());
        share.object()
                .label()
                .ifPresentOrElse(label -> node.put("confidence", label.confidence()), () -> node.putNull("confidence"));
        node.put("fate", share.fate().name());
        ArrayNode box = node.putArray("box");
        for (double edge : share.object().box()) {
            box.add(edge);
        }
        node.put("area", share.object().area());
        node.put("importance", share.object().importance());
        if (share.partner().isPresent()) {
            node.put("partner", share.partner().getAsInt());
            node.put("similarityBefore", share.similarityBefore());
            node.put("similarity", share.similarity());
        } else {
            node.putNull("partner");
            node.putNull("similarityBefore");
            node.putNull("similarity");
        }
        node.put("cost", share.cost());
    }
}
