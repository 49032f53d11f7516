package io.sessmonitor.deploy.overlay;

import java.awt.Color;

/** The colours of overlays. Red and blue-black hatching are kept for what is lost and invented. */
final class Palette {

    static final Color PAPER = new Color(0xFAFAF8);
    static final Color INK = new Color(0x1B1F24);
    static final Color FAINT = new Color(0x5F6B76);
    static final Color RULE = new Color(0xD9DCDF);
    static final Color LOST = new Color(0xD0103A);
    static final Color INVENTED = new Color(0x5B1FBF);

    /** What was kept of a score, and what changed. */
    static final Color KEPT = new Color(0x2E8B6A);

    static final Color CHANGED = new Color(0xE09A1A);
    static final Color PICTURE = new Color(0x8A949E);

    /** Share of the hue circle between neighbouring objects: the golden ratio keeps any number of them apart. */
    private static final double STEP = 0.618033988749895;

    private Palette() {}

    /** Colour of an object, the same for the same index; every hue but those of what is lost and invented. */
    static Color object(int index) {
        double place = (index * STEP + 0.45) % 1;
        double hue = 0.07 + 0.72 * place;
        float saturation = index % 2 == 0 ? 0.90f : 0.65f;
        float brightness = index % 3 == 0 ? 0.95f : index % 3 == 1 ? 0.75f : 0.88f;
        return Color.getHSBColor((float) (hue < 0.67 ? hue : hue + 0.13), saturation, brightness);
    }

    /** Colour of a score: green for 1, through amber, to red for .4 and below. */
    static Color score(double score) {
        double t = Math.max(0, Math.min(1, (score - 0.4) / 0.55));
        return Color.getHSBColor((float) (t * 0.36), 0.80f, 0.72f);
    }
}
