package io.sessmonitor.deploy.testbed;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The photographs that the camera looks at. */
public final class Photos {

    private static final String BUNDLED = "/photos/";

    /** More would only cost memory: a run shows a few dozen scenes. */
    private static final int MAX_PHOTOS = 50;

    private static final int MAX_SIDE = 1280;

    private Photos() {}

    /** The photographs that come with the program, in the order of their index. */
    public static List<BufferedImage> bundled() throws IOException {
        List<BufferedImage> photos = new ArrayList<>();
        try (BufferedReader index =
                new BufferedReader(new InputStreamReader(resource("index.txt"), StandardCharsets.UTF_8))) {
            for (String name = index.readLine(); name != null; name = index.readLine()) {
                if (!name.isBlank()) {
                    try (InputStream photo = resource(name.strip())) {
                        photos.add(prepared(ImageIO.read(photo)));
                    }
                }
            }
        }
        return photos;
    }

    /**
     * The first {@value #MAX_PHOTOS} JPEG and PNG pictures of a folder, by name.
     *
     * @throws IOException naming the file that cannot be read, or when there are fewer than two
     */
    public static List<BufferedImage> of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Photos::isPicture).sorted().limit(MAX_PHOTOS).toList();
        }
        if (files.size() < 2) {
            throw new IOException(folder + ": needs two JPEG or PNG pictures or more, has " + files.size());
        }
        List<BufferedImage> photos = new ArrayList<>();
        for (Path file : files) {
            BufferedImage photo;
            try {
                photo = ImageIO.read(file.toFile());
            } catch (IOException e) {
                throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
            }
            if (photo == null) {
                throw new IOException(file + ": is no JPEG or PNG picture");
            }
            photos.add(prepared(photo));
        }
        return photos;
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = Photos.class.getResourceAsStream(BUNDLED + name);
        if (found == null) {
            throw new FileNotFoundException("the bundled photograph " + BUNDLED + name + " is missing in this build");
        }
        return found;
    }

    /** Plain RGB, and no larger than a view of it can make use of. */
    private static BufferedImage prepared(BufferedImage photo) {
        double scale = Math.min(1, (double) MAX_SIDE / Math.max(photo.getWidth(), photo.getHeight()));
        int width = Math.max(1, (int) Math.round(photo.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(photo.getHeight() * scale));
        BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = plain.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(photo, 0, 0, width, height, null);
        graphics.dispose();
        return plain;
    }
}
