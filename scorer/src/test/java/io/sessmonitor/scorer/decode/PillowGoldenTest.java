package io.sessmonitor.scorer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.scorer.decode.PictureResize.Filter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pixel as Pillow makes it; see src/test/golden/record_resize.py. */
class PillowGoldenTest {

    @ParameterizedTest(name = "{index}")
    @MethodSource("resizes")
    void a_picture_in_another_size_is_pillows_to_the_last_byte(JsonNode golden) throws Exception {
        RgbImage picture = picture(golden);
        int width = golden.at("/size/0").asInt();
        int height = golden.at("/size/1").asInt();
        Filter filter = Filter.valueOf(golden.get("filter").asText());

        RgbImage resized;
        if (golden.has("part")) {
            int[] part = ints(golden.get("part"));
            resized = PictureResize.resize(
                    picture, width, height, new PictureResize.Window(part[0], part[1], part[2], part[3]), filter);
        } else {
            resized = PictureResize.resize(picture, width, height, filter);
        }

        assertThat(sha256(resized)).isEqualTo(golden.get("sha256").asText());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("thumbnails")
    void a_thumbnail_is_pillows_to_the_last_byte(JsonNode golden) throws Exception {
        RgbImage thumbnail =
                Thumbnail.noWiderThan(picture(golden), golden.get("max_width").asInt());

        assertThat(new int[] {thumbnail.width(), thumbnail.height()}).isEqualTo(ints(golden.get("size")));
        assertThat(sha256(thumbnail)).isEqualTo(golden.get("sha256").asText());
    }

    static Stream<JsonNode> resizes() throws IOException {
        return entries("resizes");
    }

    static Stream<JsonNode> thumbnails() throws IOException {
        return entries("thumbnails");
    }

    private static Stream<JsonNode> entries(String key) throws IOException {
        try (InputStream in = PillowGoldenTest.class.getResourceAsStream("/golden/resize.json")) {
            List<JsonNode> entries = new ArrayList<>();
            JsonMapper.builder().build().readTree(in).get(key).forEach(entries::add);
            return entries.stream();
        }
    }

    private static RgbImage picture(JsonNode golden) throws IOException {
        BufferedImage image;
        try (InputStream in = PillowGoldenTest.class.getResourceAsStream(
                "/golden/" + golden.get("picture").asText() + ".png")) {
            image = ImageIO.read(in);
        }
        int[] cut = golden.path("cut").isArray()
                ? ints(golden.get("cut"))
                : new int[] {0, 0, image.getWidth(), image.getHeight()};
        int repeat = golden.path("repeat").asInt(1);
        int width = cut[2] * repeat;
        int height = cut[3] * repeat;
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = image.getRGB(cut[0] + x / repeat, cut[1] + y / repeat);
                rgb[i++] = (byte) (argb >> 16);
                rgb[i++] = (byte) (argb >> 8);
                rgb[i++] = (byte) argb;
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private static String sha256(RgbImage picture) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(picture.rgb()));
    }
}
