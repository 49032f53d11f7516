package io.sessmonitor.deploy.testbed;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A camera that moves over photographs: each scene is a slow pan and zoom over one of them, so that every frame differs
 * from the one before and scenes change. The order of the photographs and every move follow from the seed.
 *
 * <p>Thread-safe: nothing changes after construction.
 */
public final class PanZoomSource implements PictureSource {

    private final List<BufferedImage> photos;
    private final long seed;
    private final int framesPerScene;
    private final int width;
    private final int height;

    /**
     * @param photos at least two, so that there is another scene
     * @param framesPerScene frames until the next photograph
     * @param width pixels of a frame
     * @param height pixels of a frame
     */
    public PanZoomSource(List<BufferedImage> photos, long seed, int framesPerScene, int width, int height) {
        if (photos.size() < 2 || framesPerScene < 1) {
            throw new IllegalArgumentException("needs two photographs or more and one frame per scene or more, got "
                    + photos.size() + " and " + framesPerScene);
        }
        List<BufferedImage> order = new ArrayList<>(photos);
        Collections.shuffle(order, new Random(seed));
        this.photos = List.copyOf(order);
        this.seed = seed;
        this.framesPerScene = framesPerScene;
        this.width = width;
        this.height = height;
    }

    public int framesPerScene() {
        return framesPerScene;
    }

    /** What this camera does not see at the time of a frame: the same moment half the photographs later. */
    public PictureSource elsewhere() {
        long away = (long) framesPerScene * (photos.size() / 2);
        return sequence -> frame(sequence + away);
    }

    @Override
    public BufferedImage frame(long sequence) {
        long scene = sequence / framesPerScene;
        double progress = (double) (sequence % framesPerScene) / framesPerScene;
        BufferedImage photo = photos.get((int) (scene % photos.size()));

        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + scene);
        boolean zoomsIn = random.nextBoolean();
        // As shares of the largest view that fits; never the whole of it, which would be the same picture every time.
        double wide = random.nextDouble(0.85, 0.98);
        double narrow = random.nextDouble(0.6, 0.75);
        double zoom = zoomsIn ? between(wide, narrow, progress) : between(narrow, wide, progress);
        double x = between(random.nextDouble(), random.nextDouble(), progress);
        double y = between(random.nextDouble(), random.nextDouble(), progress);

        double pixelsPerPhotoPixel =
                Math.max((double) width / photo.getWidth(), (double) height / photo.getHeight()) / zoom;
        double left = x * (photo.getWidth() - width / pixelsPerPhotoPixel);
        double top = y * (photo.getHeight() - height / pixelsPerPhotoPixel);

        BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = frame.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        AffineTransform view = AffineTransform.getScaleInstance(pixelsPerPhotoPixel, pixelsPerPhotoPixel);
        view.translate(-left, -top);
        graphics.drawImage(photo, view, null);
        graphics.dispose();
        return frame;
    }

    private static double between(double start, double end, double progress) {
        return start + (end - start) * progress;
    }
}
