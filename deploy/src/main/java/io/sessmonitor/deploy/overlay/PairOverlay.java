package io.sessmonitor.deploy.overlay;

import io.sessmonitor.deploy.overlay.ObjectLayer.Hatch;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * One picture of a scored pair: sent and received side by side, a matched object in the same colour on both sides, what
 * was lost hatched in the sent picture, what was invented hatched the other way in the received one; above them the
 * score and, as a bar, what it is made of.
 */
public final class PairOverlay {

    private static final int SIDE = 640;
    private static final int NARROWEST = 500;
    private static final int MARGIN = 24;
    private static final int GAP = 28;
    private static final int NAMED = 5;
    private static final int HEADER = 148;
    private static final int TITLE = 34;
    private static final int LINE = 26;
    private static final int LEGEND = 46;

    private final SessScore score;
    private final BufferedImage canvas;
    private final Graphics2D g;
    private final int slot;

    private PairOverlay(SessScore score, int slot, int height) {
        this.score = score;
        this.slot = slot;
        int width = 2 * (MARGIN + slot) + GAP;
        canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Palette.PAPER);
        g.fillRect(0, 0, width, height);
    }

    /**
     * Paints a pair.
     *
     * @param sentName what to call the sent picture, such as its file name
     */
    public static BufferedImage paint(
            BufferedImage sent, BufferedImage received, String sentName, String receivedName, SessScore score) {
        BufferedImage left = Pictures.fit(sent, SIDE);
        BufferedImage right = Pictures.fit(received, SIDE);
        List<ObjectShare> lost = ObjectWords.dearest(score.explanation().sent(), Fate.LOST);
        List<ObjectShare> invented = ObjectWords.dearest(score.explanation().received(), Fate.INVENTED);
        int pictures = Math.max(left.getHeight(), right.getHeight());
        int slot = Math.max(NARROWEST, Math.max(left.getWidth(), right.getWidth()));
        int lines = Math.max(1, Math.min(NAMED + 1, Math.max(lost.size(), invented.size())));
        int height = HEADER + TITLE + pictures + 12 + LINE * (lines + 2) + LEGEND;
        PairOverlay overlay = new PairOverlay(score, slot, height);
        overlay.header();
        int rightX = MARGIN + slot + GAP;
        int y = HEADER;
        overlay.title("SENT", sentName, MARGIN, y);
        overlay.title("RECEIVED", receivedName, rightX, y);
        y += TITLE;
        overlay.panel(left, score.explanation().sent(), lost, Hatch.LOST, node -> node, MARGIN, y, pictures);
        overlay.panel(
                right,
                score.explanation().received(),
                invented,
                Hatch.INVENTED,
                node -> sentPartner(score.explanation(), node),
                rightX,
                y,
                pictures);
        y += pictures + 12;
        overlay.list(
                "Lost: sent, but not found in the received picture", "Nothing was lost", lost, Hatch.LOST, MARGIN, y);
        overlay.list(
                "Invented: received, but not in the sent picture",
                "Nothing was invented",
                invented,
                Hatch.INVENTED,
                rightX,
                y);
        overlay.changed(y + LINE * (lines + 1));
        overlay.legend(height - LEGEND);
        overlay.g.dispose();
        return overlay.canvas;
    }

    /** The sent object a received one shares its colour with: the one that was matched to it, else its own match. */
    private static int sentPartner(Explanation explanation, int received) {
        for (ObjectShare share : explanation.sent()) {
            if (share.fate() == Fate.KEPT && share.partner().orElse(-1) == received) {
                return share.node();
            }
        }
        return explanation.received().get(received).partner().orElse(0);
    }

    private void header() {
        int x = MARGIN;
        Lettering.BOLD.draw(g, "SeSS", x, 40, 20, Palette.FAINT);
        int end = Lettering.BOLD.draw(g, number(score.score(), 3), x + 62, 52, 46, Palette.score(score.score()));
        String terms = "scene graph "
                + (score.graph().isPresent() ? number(score.graph().getAsDouble(), 3) : "none")
                + "   ·   whole picture " + number(score.image(), 3)
                + (score.metrics().containsKey("psnr")
                        ? "   ·   PSNR " + number(score.metrics().get("psnr"), 1) + " dB"
                        : "");
        Lettering.PLAIN.draw(g, terms, end + 28, 34, 18, Palette.INK);
        Lettering.PLAIN.draw(g, counts(), end + 28, 58, 16, Palette.FAINT);
        String maker = score.identity().profile().id() + " profile, bundle "
                + score.identity().bundleName() + " " + score.identity().bundleVersion();
        int width = Lettering.PLAIN.width(g, maker, 14);
        Lettering.PLAIN.draw(g, maker, canvas.getWidth() - MARGIN - width, 34, 14, Palette.FAINT);
        bar(MARGIN, 76, canvas.getWidth() - 2 * MARGIN, 26);
    }

    private String counts() {
        List<ObjectShare> sent = score.explanation().sent();
        long lost = sent.stream().filter(s -> s.fate() == Fate.LOST).count();
        long invented = score.explanation().received().stream()
                .filter(s -> s.fate() == Fate.INVENTED)
                .count();
        return lost + " of " + sent.size() + " objects lost, " + invented + " invented";
    }

    /** The score and what it is short of 1, to scale. */
    private void bar(int x, int y, int width, int height) {
        Costs costs = Costs.of(score.explanation());
        double[] parts = {Math.max(0, score.raw()), costs.lost(), costs.invented(), costs.changed(), costs.picture()};
        String[] names = {"kept", "lost", "invented", "changed", "whole picture"};
        Color[] colours = {Palette.KEPT, Palette.LOST, Palette.INVENTED, Palette.CHANGED, Palette.PICTURE};
        double total = 0;
        for (double part : parts) {
            total += part;
        }
        double from = 0;
        for (int i = 0; i < parts.length; i++) {
            int left = x + (int) Math.round(width * from / total);
            from += parts[i];
            int right = x + (int) Math.round(width * from / total);
            g.setColor(colours[i]);
            g.fillRect(left, y, right - left, height);
        }
        int at = x;
        for (int i = 0; i < parts.length; i++) {
            g.setColor(colours[i]);
            g.fillRect(at, y + height + 11, 12, 12);
            String text = names[i] + " " + (i == 0 ? number(score.raw(), 3) : cost(parts[i]));
            at = Lettering.PLAIN.draw(g, text, at + 18, y + height + 22, 15, Palette.INK) + 30;
        }
    }

    private void title(String side, String name, int x, int y) {
        int end = Lettering.BOLD.draw(g, side, x, y + 22, 16, Palette.INK);
        Lettering.PLAIN.draw(g, name, end + 12, y + 22, 16, Palette.FAINT, x + slot - end - 12);
    }

    private void panel(
            BufferedImage picture,
            List<ObjectShare> shares,
            List<ObjectShare> missing,
            Hatch hatch,
            IntUnaryOperator colourIndex,
            int x,
            int y,
            int height) {
        ObjectLayer layer = new ObjectLayer(picture);
        List<RegionMask> kept = new ArrayList<>();
        List<Color> colours = new ArrayList<>();
        for (ObjectShare share : shares) {
            if (share.fate() == Fate.KEPT) {
                kept.add(share.object().mask());
                colours.add(Palette.object(colourIndex.applyAsInt(share.node())));
            }
        }
        layer.tint(kept, colours);
        for (ObjectShare share : missing) {
            layer.hatch(share.object().mask(), uncovered(share, shares), hatch);
        }
        for (int i = Math.min(NAMED, missing.size()) - 1; i >= 0; i--) {
            layer.number(i + 1, missing.get(i).object(), hatch.colour);
        }
        int left = x + (slot - picture.getWidth()) / 2;
        int top = y + (height - picture.getHeight()) / 2;
        g.drawImage(layer.image(), left, top, null);
    }

    /** What of an object is not covered by smaller ones that were kept: a whole can be gone while its parts are there. */
    private static RegionMask uncovered(ObjectShare missing, List<ObjectShare> shares) {
        RegionMask mask = missing.object().mask();
        BitSet cells = (BitSet) mask.cells().clone();
        for (ObjectShare share : shares) {
            if (share.fate() == Fate.KEPT
                    && share.object().area() < missing.object().area()) {
                cells.andNot(share.object().mask().cells());
            }
        }
        return new RegionMask(mask.width(), mask.height(), cells);
    }

    private void list(String heading, String none, List<ObjectShare> shares, Hatch hatch, int x, int y) {
        if (shares.isEmpty()) {
            Lettering.PLAIN.draw(g, none, x, y + 18, 16, Palette.FAINT);
            return;
        }
        Lettering.BOLD.draw(g, heading, x, y + 18, 16, hatch.colour);
        for (int i = 0; i < Math.min(NAMED, shares.size()); i++) {
            ObjectShare share = shares.get(i);
            int line = y + 18 + LINE * (i + 1);
            ObjectLayer.disc(g, i + 1, x + 11, line - 6, 11, hatch.colour);
            Lettering.PLAIN.draw(g, ObjectWords.of(share.object()), x + 34, line, 16, Palette.INK, slot - 150);
            String cost = cost(share.cost());
            Lettering.PLAIN.draw(g, cost, x + slot - 20 - Lettering.PLAIN.width(g, cost, 16), line, 16, Palette.INK);
        }
        if (shares.size() > NAMED) {
            double rest =
                    shares.stream().skip(NAMED).mapToDouble(ObjectShare::cost).sum();
            int line = y + 18 + LINE * (NAMED + 1);
            Lettering.PLAIN.draw(g, (shares.size() - NAMED) + " more", x + 34, line, 16, Palette.FAINT);
            String cost = cost(rest);
            Lettering.PLAIN.draw(g, cost, x + slot - 20 - Lettering.PLAIN.width(g, cost, 16), line, 16, Palette.FAINT);
        }
    }

    /** What was found again but differs most, as far as the line goes. */
    private void changed(int y) {
        List<ObjectShare> kept = ObjectWords.dearest(score.explanation().sent(), Fate.KEPT);
        List<String> items = kept.stream()
                .filter(share -> share.cost() >= 0.0005)
                .limit(4)
                .map(share -> ObjectWords.of(share.object()) + " (similarity "
                        + ObjectWords.share(share.similarity(), 2) + ", " + cost(share.cost()) + ")")
                .toList();
        if (items.isEmpty()) {
            return;
        }
        int x = Lettering.BOLD.draw(g, "Changed most", MARGIN, y + 18, 16, Palette.CHANGED.darker()) + 12;
        int right = canvas.getWidth() - MARGIN;
        for (int i = 0; i < items.size(); i++) {
            String item = (i == 0 ? "" : "  ·  ") + items.get(i);
            if (i > 0 && x + Lettering.PLAIN.width(g, item, 16) > right) {
                return;
            }
            x = Lettering.PLAIN.draw(g, item, x, y + 18, 16, Palette.INK, right - x);
        }
    }

    private void legend(int y) {
        g.setColor(Palette.RULE);
        g.fillRect(MARGIN, y, canvas.getWidth() - 2 * MARGIN, 1);
        int x = MARGIN;
        for (int i = 1; i <= 3; i++) {
            swatch(x, y + 13, Palette.object(i), null);
            x += 30;
        }
        x = Lettering.PLAIN.draw(g, "the same object on both sides", x + 4, y + 28, 15, Palette.INK) + 36;
        swatch(x, y + 13, null, Hatch.LOST);
        x = Lettering.PLAIN.draw(g, "lost", x + 34, y + 28, 15, Palette.INK) + 36;
        swatch(x, y + 13, null, Hatch.INVENTED);
        Lettering.PLAIN.draw(g, "invented", x + 34, y + 28, 15, Palette.INK);
    }

    private void swatch(int x, int y, Color tint, Hatch hatch) {
        BufferedImage sample = new BufferedImage(26, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D s = sample.createGraphics();
        s.setColor(tint == null ? new Color(0xC4C9CE) : tint);
        s.fillRect(0, 0, 26, 20);
        s.dispose();
        if (hatch != null) {
            ObjectLayer.hatchAll(sample, hatch);
        }
        g.drawImage(sample, x, y, null);
    }

    /** What something takes from the score; nothing at all is a plain 0. */
    private static String cost(double value) {
        return Math.abs(value) < 0.0005 ? "0" : "−" + number(value, 3);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
