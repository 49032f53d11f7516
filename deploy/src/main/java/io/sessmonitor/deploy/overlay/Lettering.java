package io.sessmonitor.deploy.overlay;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** Text on overlays. */
enum Lettering {
    PLAIN(Font.PLAIN),
    BOLD(Font.BOLD);

    private final int style;

    Lettering(int style) {
        this.style = style;
    }

    /**
     * Tries whether this Java can write at all: without any font on the machine it fails in several ways, errors among
     * them.
     *
     * @return what failed; empty if all is well
     */
    static Optional<Throwable> failure() {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            PLAIN.draw(g, "x", 0, 0, 12, Color.BLACK);
            return Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError e) {
            return Optional.of(e);
        } finally {
            g.dispose();
        }
    }

    private Font font(int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** Draws a line whose baseline starts at (x, y); returns where it ends. */
    int draw(Graphics2D g, String text, int x, int y, int size, Color colour) {
        FontMetrics metrics = prepare(g, size, colour);
        g.drawString(text, x, y);
        return x + metrics.stringWidth(text);
    }

    /** Draws a line cut to {@code width} with an ellipsis where it is too long. */
    int draw(Graphics2D g, String text, int x, int y, int size, Color colour, int width) {
        return draw(g, fit(g, text, size, width), x, y, size, colour);
    }

    /** Draws a line around a point. */
    void centred(Graphics2D g, String text, int x, int y, int size, Color colour) {
        FontMetrics metrics = prepare(g, size, colour);
        g.drawString(text, x - metrics.stringWidth(text) / 2, y + (metrics.getAscent() - metrics.getDescent()) / 2);
    }

    int width(Graphics2D g, String text, int size) {
        return g.getFontMetrics(font(size)).stringWidth(text);
    }

    private String fit(Graphics2D g, String text, int size, int width) {
        if (width(g, text, size) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 1 && width(g, text.substring(0, end) + "…", size) > width) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    private FontMetrics prepare(Graphics2D g, int size, Color colour) {
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setFont(font(size));
        g.setColor(colour);
        return g.getFontMetrics();
    }
}
