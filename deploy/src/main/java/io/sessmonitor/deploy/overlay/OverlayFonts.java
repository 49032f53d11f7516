package io.sessmonitor.deploy.overlay;

import java.util.Optional;

/** Whether this machine has what overlays are lettered with. */
public final class OverlayFonts {

    private OverlayFonts() {}

    /** What is wrong and what to do, in a sentence; empty if overlays can be painted. */
    public static Optional<String> problem() {
        return Lettering.failure()
                .map(e -> "this Java finds no fonts to letter overlays with (" + e + "); install fontconfig and a font,"
                        + " for example with: apt install fontconfig fonts-dejavu-core");
    }
}
