package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.overlay.OverlayFonts;
import io.sessmonitor.deploy.overlay.PairOverlay;
import io.sessmonitor.deploy.overlay.Pictures;
import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.decode.PictureDecoder;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.decode.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;

/** Writes overlays as PNG files into a folder. */
final class OverlayFolder {

    private final Path folder;
    private final PictureDecoder decoder;
    private final Console console;
    private final Set<String> taken = new HashSet<>();

    private OverlayFolder(Path folder, DecodeLimits limits, Console console) {
        this.folder = folder;
        this.decoder = new PictureDecoder(limits);
        this.console = console;
    }

    /** Makes the folder where it is not there. */
    static OverlayFolder create(Path folder, DecodeLimits limits, Console console) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw CommandException.usage("--overlay " + folder + ": a file is in the way; name a folder");
        }
        requireFonts();
        Files.createDirectories(folder);
        return new OverlayFolder(folder, limits, console);
    }

    /** Says so at the start, and not after the first picture, when overlays cannot be painted here. */
    static void requireFonts() {
        OverlayFonts.problem().ifPresent(problem -> {
            throw CommandException.usage("--overlay: " + problem);
        });
    }

    /** @return whether the overlay was written; the user was told if not */
    boolean paint(ScoreRow row, PicturePair pictures) throws IOException {
        if (row.score().isEmpty()) {
            return true;
        }
        BufferedImage overlay;
        try {
            overlay = PairOverlay.paint(
                    decode(decoder, pictures.sent()),
                    decode(decoder, pictures.received()),
                    row.sent().orElse(row.name()),
                    row.received().orElse(row.name()),
                    row.score().get());
        } catch (PictureException e) {
            console.err().println(row.name() + ": no overlay: " + e.getMessage());
            return false;
        }
        write(overlay, file(row.name()));
        return true;
    }

    static BufferedImage decode(PictureDecoder decoder, byte[] picture) throws PictureException {
        RgbImage image = decoder.decode(picture);
        return Pictures.ofRgb(image.width(), image.height(), image.rgb());
    }

    /**
     * The file for what has this name, with what file systems dislike replaced. When two names become the same, or two
     * pictures of different folders have the same, the second gets a number.
     */
    Path file(String name) {
        String plain = name.replaceAll("[ <>:\"|?*\\\\/]+", "-");
        String file = plain;
        for (int number = 2; !taken.add(file.toLowerCase(Locale.ROOT)); number++) {
            file = plain + "-" + number;
        }
        return folder.resolve(file + ".png");
    }

    static void write(BufferedImage overlay, Path file) throws IOException {
        ImageIO.setUseCache(false);
        if (!ImageIO.write(overlay, "png", file.toFile())) {
            throw new IOException(file + ": this Java cannot write PNG");
        }
    }
}
