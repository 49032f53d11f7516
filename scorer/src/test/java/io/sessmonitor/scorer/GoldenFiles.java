package io.sessmonitor.scorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.scorer.decode.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;

/** Reads the recorded files among the test resources; binary ones are little-endian. */
public final class GoldenFiles {

    private GoldenFiles() {}

    public static byte[] bytes(String path) throws IOException {
        try (InputStream in = GoldenFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException(path);
            }
            return in.readAllBytes();
        }
    }

    public static JsonNode json(String path) throws IOException {
        return JsonMapper.builder().build().readTree(bytes(path));
    }

    public static float[] floats(String path) throws IOException {
        byte[] bytes = bytes(path);
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** A PNG's pixels. */
    public static RgbImage picture(String path) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes(path)));
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = image.getRGB(x, y);
                rgb[i++] = (byte) (argb >> 16);
                rgb[i++] = (byte) (argb >> 8);
                rgb[i++] = (byte) argb;
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
