package io.sessmonitor.deploy.overlay;

import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One picture's scene graph: its objects tinted and numbered by their index, beside them the weightiest objects and the
 * surest relations.
 */
public final class GraphOverlay {

    private static final int SIDE = 760;
    private static final int MARGIN = 24;
    private static final int COLUMN = 440;
    private static final int LINE = 24;
    private static final int HEADER = 56;

    private GraphOverlay() {}

    /**
     * Paints a graph over its picture.
     *
     * @param name what to call the picture
     * @param predicates names of the bundle's predicates
     */
    public static BufferedImage paint(BufferedImage picture, String name, SceneGraph graph, List<String> predicates) {
        BufferedImage shown = Pictures.fit(picture, SIDE);
        List<SceneObject> objects = graph.objects();
        ObjectLayer layer = new ObjectLayer(shown);
        layer.tint(
                objects.stream().map(SceneObject::mask).toList(),
                IntStream.range(0, objects.size()).mapToObj(Palette::object).toList());
        int[] byImportance = IntStream.range(0, objects.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -objects.get(i).importance()))
                .mapToInt(Integer::intValue)
                .toArray();
        int height = Math.max(shown.getHeight(), 560);
        int rows = (height - 3 * LINE - 20) / LINE;
        int listed = Math.min(
                objects.size(), rows - Math.min(rows / 2, graph.relations().size()));
        for (int i = listed - 1; i >= 0; i--) {
            int node = byImportance[i];
            layer.number(node, objects.get(node), Palette.object(node).darker());
        }
        BufferedImage canvas = new BufferedImage(
                shown.getWidth() + COLUMN + 3 * MARGIN, HEADER + height + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Palette.PAPER);
        g.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        String counts = objects.size() + " objects, " + graph.relations().size() + " relations";
        int countsWidth = Lettering.PLAIN.width(g, counts, 16);
        Lettering.BOLD.draw(g, name, MARGIN, 36, 18, Palette.INK, canvas.getWidth() - 3 * MARGIN - countsWidth);
        Lettering.PLAIN.draw(g, counts, canvas.getWidth() - MARGIN - countsWidth, 36, 16, Palette.FAINT);
        g.drawImage(layer.image(), MARGIN, HEADER, null);
        int x = 2 * MARGIN + shown.getWidth();
        int y = objects(g, objects, byImportance, listed, x, HEADER + 16);
        relations(g, graph, predicates, x, y + LINE, (HEADER + height - y - 2 * LINE) / LINE);
        g.dispose();
        return canvas;
    }

    private static int objects(
            Graphics2D g, List<SceneObject> objects, int[] byImportance, int listed, int x, int top) {
        int y = top;
        Lettering.BOLD.draw(g, "Objects", x, y, 16, Palette.INK);
        right(g, "importance", x, y, Palette.FAINT);
        for (int i = 0; i < listed; i++) {
            y += LINE;
            int node = byImportance[i];
            ObjectLayer.disc(g, node, x + 11, y - 6, 11, Palette.object(node).darker());
            Lettering.PLAIN.draw(g, ObjectWords.of(objects.get(node)), x + 34, y, 16, Palette.INK, COLUMN - 110);
            right(g, percent(objects.get(node).importance()), x, y, Palette.INK);
        }
        if (listed < objects.size()) {
            y += LINE;
            Lettering.PLAIN.draw(g, (objects.size() - listed) + " more", x + 34, y, 16, Palette.FAINT);
        }
        return y + LINE;
    }

    private static void relations(Graphics2D g, SceneGraph graph, List<String> predicates, int x, int top, int room) {
        List<Relation> surest = graph.relations().stream()
                .sorted(Comparator.comparingDouble(Relation::confidence)
                        .reversed()
                        .thenComparingInt(Relation::subject)
                        .thenComparingInt(Relation::object))
                .toList();
        if (surest.isEmpty() || room < 2) {
            return;
        }
        int y = top;
        Lettering.BOLD.draw(g, "Relations", x, y, 16, Palette.INK);
        right(g, "confidence", x, y, Palette.FAINT);
        int listed = surest.size() <= room - 1 ? surest.size() : room - 2;
        for (Relation relation : surest.subList(0, Math.max(0, listed))) {
            y += LINE;
            node(g, relation.subject(), x + 11, y - 6);
            int end = Lettering.PLAIN.draw(
                    g, predicates.get(relation.predicate()), x + 32, y, 16, Palette.INK, COLUMN - 140);
            node(g, relation.object(), end + 20, y - 6);
            right(g, ObjectWords.share(relation.confidence(), 2), x, y, Palette.INK);
        }
        if (listed < surest.size()) {
            Lettering.PLAIN.draw(g, (surest.size() - listed) + " more", x + 34, y + LINE, 16, Palette.FAINT);
        }
    }

    private static void node(Graphics2D g, int node, int x, int y) {
        Color colour = Palette.object(node).darker();
        ObjectLayer.disc(g, node, x, y, 11, colour);
    }

    private static void right(Graphics2D g, String text, int x, int y, Color colour) {
        Lettering.PLAIN.draw(g, text, x + COLUMN - Lettering.PLAIN.width(g, text, 16), y, 16, colour);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
