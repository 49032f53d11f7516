package io.sessmonitor.scorer;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures drawn for tests: coloured shapes on a plain ground, by seed. */
public final class TestPictures {

    private TestPictures() {}

    /** Shapes by seed, 160x128. */
    public static BufferedImage shapes(long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(160, 128, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(new Color(random.nextInt(1 << 24)));
        drawing.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int i = 0; i < 6; i++) {
            drawing.setColor(new Color(random.nextInt(1 << 24)));
            drawing.fillOval(
                    random.nextInt(130), random.nextInt(100), 15 + random.nextInt(50), 15 + random.nextInt(50));
        }
        drawing.dispose();
        return image;
    }

    public static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param quality 0..1 */
    public static byte[] jpeg(BufferedImage image, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
