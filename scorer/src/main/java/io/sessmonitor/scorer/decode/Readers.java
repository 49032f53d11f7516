package io.sessmonitor.scorer.decode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The ImageIO reader of each format: the JDK's own for JPEG and PNG, TwelveMonkeys' for WebP. Named, because whatever
 * else lies on the class path would otherwise decide how a picture is decoded, and so its score.
 */
final class Readers {

    private static final ImageReaderSpi JPEG;
    private static final ImageReaderSpi PNG;
    private static final ImageReaderSpi WEBP;

    static {
        // Without this, ImageIO may keep copies of streams on disk.
        ImageIO.setUseCache(false);
        JPEG = find("com.sun.imageio.plugins.jpeg.");
        PNG = find("com.sun.imageio.plugins.png.");
        WEBP = find("com.twelvemonkeys.imageio.plugins.webp.");
    }

    private Readers() {}

    static ImageReader of(PictureFormat format) throws IOException {
        return switch (format) {
            case JPEG -> JPEG.createReaderInstance();
            case PNG -> PNG.createReaderInstance();
            case WEBP -> WEBP.createReaderInstance();
        };
    }

    private static ImageReaderSpi find(String packagePrefix) {
        List<String> seen = new ArrayList<>();
        Iterator<ImageReaderSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi provider = all.next();
            String name = provider.getClass().getName();
            if (name.startsWith(packagePrefix)) {
                return provider;
            }
            seen.add(name);
        }
        throw new IllegalStateException(
                String.format(Locale.ROOT, "no ImageIO reader %s* on the class path, only %s", packagePrefix, seen));
    }
}
