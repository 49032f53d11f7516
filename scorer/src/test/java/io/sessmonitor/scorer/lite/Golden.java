package io.sessmonitor.scorer.lite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import javax.imageio.ImageIO;

/** The bundle, its network on the CPU, and the golden results; see src/test/resources/golden/README.md. */
final class Golden {

    static final Bundle BUNDLE;
    static final Network NETWORK;
    static final LiteSettings SETTINGS;

    static {
        try {
            BUNDLE = BundleCatalog.open("lite");
            NETWORK = Engine.open(Device.parse("cpu"), 1, Duration.ofMillis(1)).load("lite", BUNDLE.file("network"));
            SETTINGS = LiteSettings.of(BUNDLE);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded bundle cannot be used", e);
        }
    }

    private Golden() {}

    static SceneGraphModels<LiteSegmentation> models(Profile profile) {
        try {
            return LiteModels.models(BUNDLE, NETWORK, profile);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded bundle cannot be used", e);
        }
    }

    static RgbImage picture(String name) throws IOException {
        BufferedImage image = image(name + ".png");
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

    static BufferedImage image(String path) throws IOException {
        try (InputStream in = open(path)) {
            return ImageIO.read(in);
        }
    }

    static JsonNode json(String path) throws IOException {
        try (InputStream in = open(path)) {
            return JsonMapper.builder().build().readTree(in);
        }
    }

    static float[] floats(String path) throws IOException {
        float[] values = new float[bytes(path).length / Float.BYTES];
        ByteBuffer.wrap(bytes(path))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    static byte[] bytes(String path) throws IOException {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(String path) throws IOException {
        InputStream in = Golden.class.getResourceAsStream("/golden/" + path);
        if (in == null) {
            throw new IOException("no golden file " + path);
        }
        return in;
    }
}
