package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.deploy.overlay.MaskScaler;
import io.sessmonitor.deploy.overlay.ObjectWords;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A scene graph as JSON and as text. */
final class GraphPrinter {

    private GraphPrinter() {}

    /** Masks, boxes and areas in pixels of the picture, as COCO has them. */
    static ObjectNode json(String picture, SceneGraph graph, List<String> predicates, ScorerIdentity maker) {
        ObjectNode node = Json.object();
        node.put("picture", picture);
        node.put("width", graph.width());
        node.put("height", graph.height());
        ArrayNode objects = node.putArray("objects");
        for (int i = 0; i < graph.objects().size(); i++) {
            object(objects.addObject(), i, graph.objects().get(i), graph.width(), graph.height());
        }
        ArrayNode relations = node.putArray("relations");
        for (Relation relation : graph.relations()) {
            relations
                    .addObject()
                    .put("subject", relation.subject())
                    .put("predicate", predicates.get(relation.predicate()))
                    .put("object", relation.object())
                    .put("confidence", relation.confidence());
        }
        ScoreJson.maker(node, maker);
        return node;
    }

    private static void object(ObjectNode node, int index, SceneObject object, int width, int height) {
        boolean[] mask = MaskScaler.scale(object.mask(), width, height);
        int area = 0;
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                area++;
                left = Math.min(left, i % width);
                right = Math.max(right, i % width);
                top = Math.min(top, i / width);
                bottom = Math.max(bottom, i / width);
            }
        }
        node.put("index", index);
        node.put("name", object.name());
        object.label()
                .ifPresentOrElse(
                        label -> node.put("label", label.name()).put("confidence", label.confidence()),
                        () -> node.putNull("label").putNull("confidence"));
        node.put("importance", object.importance());
        node.put("saliency", object.saliency());
        node.put("area", area);
        ArrayNode box = node.putArray("bbox");
        box.add(area == 0 ? 0 : left).add(area == 0 ? 0 : top);
        box.add(area == 0 ? 0 : right - left + 1).add(area == 0 ? 0 : bottom - top + 1);
        node.putArray("centroid").add(object.centroidX() * width).add(object.centroidY() * height);
        ObjectNode segmentation = node.putObject("segmentation");
        segmentation.putArray("size").add(height).add(width);
        segmentation.put("counts", CocoRle.compress(CocoRle.runs(mask, width, height)));
    }

    /** Two tables: the objects, and the relations from the surest on. */
    static void text(PrintWriter out, String picture, SceneGraph graph, List<String> predicates) {
        out.println(picture + ": " + graph.width() + " x " + graph.height() + " pixels, "
                + graph.objects().size() + " objects, " + graph.relations().size() + " relations");
        TextTable objects = new TextTable(">#", "object", ">importance", ">area");
        for (int i = 0; i < graph.objects().size(); i++) {
            SceneObject object = graph.objects().get(i);
            objects.row(
                    Integer.toString(i), ObjectWords.of(object), percent(object.importance()), percent(object.area()));
        }
        objects.print(out);
        if (!graph.relations().isEmpty()) {
            out.println();
            TextTable relations = new TextTable("subject", "predicate", "object", ">confidence");
            graph.relations().stream()
                    .sorted(Comparator.comparingDouble(Relation::confidence).reversed())
                    .forEach(relation -> relations.row(
                            named(graph, relation.subject()),
                            predicates.get(relation.predicate()),
                            named(graph, relation.object()),
                            String.format(Locale.ROOT, "%.2f", relation.confidence())));
            relations.print(out);
        }
        out.println();
    }

    private static String named(SceneGraph graph, int index) {
        return index + " " + graph.objects().get(index).name();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
