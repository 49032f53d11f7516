package io.sessmonitor.deploy.overlay;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Paints objects onto one picture: tinted areas for what is there on both sides, hatching for what is not. */
final class ObjectLayer {

    /** Which way the hatching leans: towards the right for what is lost, towards the left for what is invented. */
    enum Hatch {
        LOST(Palette.LOST, 1),
        INVENTED(Palette.INVENTED, -1);

        final Color colour;
        final int slope;

        Hatch(Color colour, int slope) {
            this.colour = colour;
            this.slope = slope;
        }
    }

    private static final int HATCH_PERIOD = 16;

    private final BufferedImage image;

    /** Takes a picture at the size it will be shown; the picture itself stays as it is. */
    ObjectLayer(BufferedImage picture) {
        image = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, muted(picture.getRGB(x, y)));
            }
        }
    }

    BufferedImage image() {
        return image;
    }

    /** Half of the colour and a little of the contrast taken out, so that the tints stand out. */
    private static int muted(int rgb) {
        int r = rgb >> 16 & 0xFF;
        int g = rgb >> 8 & 0xFF;
        int b = rgb & 0xFF;
        double grey = 0.299 * r + 0.587 * g + 0.114 * b;
        return channel(r, grey) << 16 | channel(g, grey) << 8 | channel(b, grey);
    }

    private static int channel(int value, double grey) {
        return (int) (0.85 * (0.45 * value + 0.55 * grey) + 0.15 * 235);
    }

    /** Tints areas and draws their outlines; masks come largest first, so that parts lie on their wholes. */
    void tint(List<RegionMask> masks, List<Color> colours) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] top = MaskScaler.topmost(masks, width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int label = top[y * width + x];
                if (label < 0) {
                    continue;
                }
                boolean edge = differs(top, label, x, y, width, height);
                image.setRGB(x, y, mix(image.getRGB(x, y), colours.get(label), edge ? 0.95 : 0.42));
            }
        }
    }

    private static boolean differs(int[] top, int label, int x, int y, int width, int height) {
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int nx = x + dx;
                int ny = y + dy;
                if (nx >= 0 && ny >= 0 && nx < width && ny < height && top[ny * width + nx] != label) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Draws an object's outline and hatches a part of it.
     *
     * @param whole the object
     * @param part cells of it that get the hatching
     */
    void hatch(RegionMask whole, RegionMask part, Hatch kind) {
        int width = image.getWidth();
        int height = image.getHeight();
        hatch(image, MaskScaler.scale(whole, width, height), MaskScaler.scale(part, width, height), kind);
    }

    /** Hatches a whole picture, for legends. */
    static void hatchAll(BufferedImage image, Hatch kind) {
        boolean[] all = new boolean[image.getWidth() * image.getHeight()];
        Arrays.fill(all, true);
        hatch(image, all, all, kind);
    }

    private static void hatch(BufferedImage image, boolean[] whole, boolean[] part, Hatch kind) {
        int width = image.getWidth();
        int height = image.getHeight();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                if (!whole[at]) {
                    continue;
                }
                int edge = distanceToEdge(whole, x, y, width, height);
                int phase = part[at] ? Math.floorMod(x + kind.slope * y, HATCH_PERIOD) : HATCH_PERIOD / 2;
                if (edge < 2 || phase < 3) {
                    image.setRGB(x, y, mix(image.getRGB(x, y), kind.colour, edge < 2 ? 0.95 : 0.8));
                } else if (edge < 4 || phase == 3 || phase == HATCH_PERIOD - 1) {
                    image.setRGB(x, y, mix(image.getRGB(x, y), Color.WHITE, 0.6));
                }
            }
        }
    }

    /** 0 on the edge, up to 4 inside; the picture's border is an edge too. */
    private static int distanceToEdge(boolean[] in, int x, int y, int width, int height) {
        for (int d = 1; d <= 4; d++) {
            if (outside(in, x - d, y, width, height)
                    || outside(in, x + d, y, width, height)
                    || outside(in, x, y - d, width, height)
                    || outside(in, x, y + d, width, height)) {
                return d - 1;
            }
        }
        return 4;
    }

    private static boolean outside(boolean[] in, int x, int y, int width, int height) {
        return x < 0 || y < 0 || x >= width || y >= height || !in[y * width + x];
    }

    /** A numbered disc on an object. */
    void number(int number, SceneObject object, Color colour) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int radius = 13;
        int cell = anchor(object);
        RegionMask mask = object.mask();
        int x = inside((cell % mask.width() + 0.5) / mask.width(), image.getWidth(), radius);
        int y = inside((cell / mask.width() + 0.5) / mask.height(), image.getHeight(), radius);
        disc(g, number, x, y, radius, colour);
        g.dispose();
    }

    /** The cell of the object that is nearest to its centroid: the centroid itself may lie in a hole. */
    private static int anchor(SceneObject object) {
        RegionMask mask = object.mask();
        double cx = object.centroidX() * mask.width() - 0.5;
        double cy = object.centroidY() * mask.height() - 0.5;
        int best = 0;
        double nearest = Double.MAX_VALUE;
        for (int i = mask.cells().nextSetBit(0); i >= 0; i = mask.cells().nextSetBit(i + 1)) {
            double distance = Math.hypot(i % mask.width() - cx, i / mask.width() - cy);
            if (distance < nearest) {
                nearest = distance;
                best = i;
            }
        }
        return best;
    }

    private static int inside(double share, int size, int radius) {
        return (int) Math.max(radius + 1, Math.min(size - radius - 2, share * size));
    }

    static void disc(Graphics2D g, int number, int x, int y, int radius, Color colour) {
        g.setColor(colour);
        g.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(2));
        g.drawOval(x - radius, y - radius, 2 * radius, 2 * radius);
        Lettering.BOLD.centred(g, Integer.toString(number), x, y, radius + 2, Color.WHITE);
    }

    private static int mix(int rgb, Color colour, double share) {
        int r = (int) Math.round((rgb >> 16 & 0xFF) * (1 - share) + colour.getRed() * share);
        int g = (int) Math.round((rgb >> 8 & 0xFF) * (1 - share) + colour.getGreen() * share);
        int b = (int) Math.round((rgb & 0xFF) * (1 - share) + colour.getBlue() * share);
        return r << 16 | g << 8 | b;
    }
}
