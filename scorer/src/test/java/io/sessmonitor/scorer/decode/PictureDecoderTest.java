package io.sessmonitor.scorer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.scorer.decode.PictureException.Fault;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The test pictures, made by make_pictures.py beside them with another decoder as its check, all show the same ramp:
 * 32x24 pixels, red grows to the right, green downwards, blue is 128.
 */
class PictureDecoderTest {

    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;

    private final PictureDecoder decoder = new PictureDecoder(DecodeLimits.defaults());

    @ParameterizedTest
    @CsvSource({
        "rgb.jpg, 6",
        "subsampled.jpg, 12",
        "progressive.jpg, 6",
        "stored-as-rgb.jpg, 6",
        "with-profile.jpg, 6",
        "rgb.png, 0",
        "rgb-16-bit.png, 0",
        "lossy.webp, 12",
        "lossless.webp, 0",
        "orientation-1.jpg, 6",
        "orientation-2.jpg, 6",
        "orientation-3.jpg, 6",
        "orientation-4.jpg, 6",
        "orientation-5.jpg, 6",
        "orientation-6.jpg, 6",
        "orientation-7.jpg, 6",
        "orientation-8.jpg, 6",
        "orientation-6.png, 0",
        "orientation-6.webp, 0"
    })
    void colour_pictures_come_out_upright_in_rgb(String file, int tolerance) throws Exception {
        assertShows(decoder.decode(resource(file)), tolerance, (x, y) -> new int[] {red(x), green(y), 128});
    }

    @ParameterizedTest
    @CsvSource({"grey.jpg, 3", "grey.png, 0", "grey-16-bit.png, 0"})
    void grey_pictures_have_three_equal_samples(String file, int tolerance) throws Exception {
        assertShows(decoder.decode(resource(file)), tolerance, (x, y) -> new int[] {red(x), red(x), red(x)});
    }

    @ParameterizedTest
    @CsvSource({"cmyk.jpg, 6", "ycck.jpg, 8"})
    void inks_are_mixed(String file, int tolerance) throws Exception {
        assertShows(decoder.decode(resource(file)), tolerance, (x, y) ->
                new int[] {red(x) * 191 / 255, green(y) * 191 / 255, 128 * 191 / 255});
    }

    @ParameterizedTest
    @CsvSource({"alpha.png, 0", "alpha.webp, 0", "alpha-lossy.webp, 16"})
    void transparent_pixels_lie_on_white(String file, int tolerance) throws Exception {
        assertShows(decoder.decode(resource(file)), tolerance, (x, y) ->
                new int[] {faded(red(x), x), faded(green(y), x), faded(128, x)});
    }

    @Test
    void transparent_grey_lies_on_white() throws Exception {
        assertShows(decoder.decode(resource("grey-alpha.png")), 0, (x, y) ->
                new int[] {faded(red(x), x), faded(red(x), x), faded(red(x), x)});
    }

    @Test
    void palettes_are_looked_up() throws Exception {
        assertShows(decoder.decode(resource("palette-alpha.png")), 0, (x, y) ->
                new int[] {faded(red(x), x), faded(0, x), faded(128, x)});
        assertShows(
                decoder.decode(resource("black-and-white.png")),
                0,
                (x, y) -> x < WIDTH / 2 ? new int[] {0, 0, 0} : new int[] {255, 255, 255});
    }

    @Test
    void a_colour_declared_transparent_lies_on_white() throws Exception {
        RgbImage image = decoder.decode(resource("colour-key.png"));

        assertThat(Arrays.copyOf(image.rgb(), 3)).containsExactly(255, 255, 255);
        assertThat(image.rgb()[3] & 0xff).isEqualTo(red(1));
    }

    @Test
    void interlaced_pictures_are_read() throws Exception {
        BufferedImage ramp = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                ramp.setRGB(x, y, red(x) << 16 | green(y) << 8 | 128);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam interlaced = writer.getDefaultWriteParam();
        interlaced.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(png)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(ramp, null, null), interlaced);
        }
        writer.dispose();

        assertShows(decoder.decode(png.toByteArray()), 0, (x, y) -> new int[] {red(x), green(y), 128});
    }

    @Test
    void data_after_the_end_is_ignored() throws Exception {
        for (String file : new String[] {"rgb.jpg", "rgb.png", "lossless.webp"}) {
            byte[] picture = resource(file);
            byte[] longer = Arrays.copyOf(picture, picture.length + 1000);

            assertThat(decoder.decode(longer).rgb())
                    .isEqualTo(decoder.decode(picture).rgb());
        }
    }

    @Test
    void nothing_at_all_is_said_to_be_empty() {
        assertFault(new byte[0], Fault.EMPTY, "the picture is empty: 0 bytes");
    }

    @ParameterizedTest
    @CsvSource({"ramp.gif, GIF", "ramp.bmp, BMP", "ramp.tif, TIFF"})
    void other_formats_are_named(String file, String name) throws Exception {
        assertFault(
                resource(file),
                Fault.UNKNOWN_FORMAT,
                "the picture is neither JPEG nor PNG nor WebP: it seems to be a " + name + " picture");
    }

    @Test
    void unknown_bytes_are_shown() {
        assertFault(
                new byte[] {1, 2, (byte) 0xfe},
                Fault.UNKNOWN_FORMAT,
                "the picture is neither JPEG nor PNG nor WebP: it starts with the bytes 01 02 fe");
        assertFault(
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8),
                Fault.UNKNOWN_FORMAT,
                "the picture is neither JPEG nor PNG nor WebP: it seems to be an XML, SVG or HTML text");
    }

    @Test
    void animations_are_refused() throws Exception {
        assertFault(
                resource("animated.webp"),
                Fault.UNKNOWN_FORMAT,
                "the picture is an animated WebP; only still ones can be read");
        assertFault(
                withChunk(resource("rgb.png"), "acTL", new byte[8]),
                Fault.UNKNOWN_FORMAT,
                "the picture is an animated PNG; only still ones can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iCCP", "zTXt", "iTXt"})
    void what_is_compressed_beside_the_pixels_is_not_unpacked(String type) throws Exception {
        byte[] png = resource("rgb.png");
        byte[] bomb = PictureMutator.deflated(new byte[100 << 20]);
        byte[] body = ByteBuffer.allocate(3 + bomb.length)
                .put("x\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(bomb)
                .array();

        assertThat(decoder.decode(withChunk(png, type, body)).rgb())
                .isEqualTo(decoder.decode(png).rgb());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 60", "60, 1"})
    void pictures_of_one_row_or_column_are_pictures(int width, int height) throws Exception {
        RgbImage picture = decoder.decode(png(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)));

        assertThat(picture.width()).isEqualTo(width);
        assertThat(picture.height()).isEqualTo(height);
    }

    /** The PNG with a chunk more, right behind its header. */
    private static byte[] withChunk(byte[] png, String type, byte[] body) {
        int header = 8 + 12 + 13;
        return PictureMutator.withSums(ByteBuffer.allocate(png.length + 12 + body.length)
                .put(png, 0, header)
                .putInt(body.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(body)
                .putInt(0)
                .put(png, header, png.length - header)
                .array());
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void a_file_cut_anywhere_is_refused_with_its_reason(String file) throws Exception {
        byte[] picture = resource(file);
        for (int length = 1; length < picture.length - 1; length++) {
            byte[] cut = Arrays.copyOf(picture, length);
            assertThatThrownBy(() -> decoder.decode(cut))
                    .as("%d bytes of %d", length, picture.length)
                    .isInstanceOfSatisfying(
                            PictureException.class,
                            e -> assertThat(e.fault()).isIn(Fault.TRUNCATED, Fault.UNKNOWN_FORMAT, Fault.CORRUPT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.jpg", "progressive.jpg", "rgb.png", "lossy.webp", "lossless.webp"})
    void a_file_cut_in_its_pixels_is_said_to_be_cut_off(String file) throws Exception {
        byte[] picture = resource(file);

        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(picture, picture.length - 10)))
                .isInstanceOfSatisfying(
                        PictureException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TRUNCATED))
                .hasMessageStartingWith("the picture is cut off: ");
    }

    @ParameterizedTest(name = "{0}, seed 11")
    @MethodSource("goodFiles")
    void damaged_bytes_give_a_picture_or_a_reason_and_nothing_else(String file) throws Exception {
        Random random = new Random(11);
        byte[] picture = resource(file);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = picture.clone();
            for (int i = 0; i <= round % 4; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertPictureOrReason(damaged);
        }
    }

    @ParameterizedTest(name = "{0}, seed 12")
    @ValueSource(strings = {"rgb.png", "palette-alpha.png", "alpha.png"})
    void damaged_chunks_with_good_sums_give_a_picture_or_a_reason(String file) throws Exception {
        Random random = new Random(12);
        byte[] picture = resource(file);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = picture.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            assertPictureOrReason(PictureMutator.withSums(damaged));
        }
    }

    @Test
    void noise_after_each_magic_gives_a_reason() {
        Random random = new Random(13);
        for (String magic :
                new String[] {"\u00ff\u00d8\u00ff", "\u0089PNG\r\n\u001a\n", "RIFF\u0010\u0027\0\0WEBPVP8 "}) {
            for (int round = 0; round < 200; round++) {
                byte[] data = new byte[300];
                random.nextBytes(data);
                byte[] start = magic.getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(start, 0, data, 0, start.length);
                assertPictureOrReason(data);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100000, 100000, TOO_MANY_PIXELS",
        "2147483647, 2147483647, TOO_MANY_PIXELS",
        "7072, 7072, TOO_MANY_PIXELS",
        "65000, 1000, TOO_MANY_PIXELS",
        "65000, 700, BAD_ASPECT",
        "0, 24, CORRUPT",
        "32, 0, CORRUPT"
    })
    void sizes_are_checked_before_any_pixel_is_decoded(int width, int height, Fault fault) throws Exception {
        byte[] png = resource("rgb.png");
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);

        assertThatThrownBy(() -> decoder.decode(PictureMutator.withSums(png)))
                .isInstanceOfSatisfying(
                        PictureException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void a_jpeg_that_claims_to_be_huge_is_refused() throws Exception {
        byte[] jpeg = resource("rgb.jpg");
        int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        ByteBuffer.wrap(jpeg).putInt(frame + 5, -1);

        assertFault(jpeg, Fault.TOO_MANY_PIXELS, "the picture has 65535x65535 pixels, more than the limit of 50000000");
    }

    @Test
    void a_webp_whose_inner_picture_is_larger_than_its_canvas_is_refused() throws Exception {
        byte[] webp = resource("alpha-lossy.webp");
        int inner = new String(webp, StandardCharsets.ISO_8859_1).indexOf("\u009d\u0001\u002a");
        webp[inner + 3] = (byte) 0xff;
        webp[inner + 4] = 0x3f;

        assertFault(webp, Fault.CORRUPT, "the picture is corrupt: a WebP picture of 16383x24 on a canvas of 32x24");
    }

    @Test
    void more_bytes_than_the_limit_are_refused() throws Exception {
        DecodeLimits small = new DecodeLimits(100, 50_000_000, 64, Duration.ofSeconds(10));
        byte[] picture = resource("rgb.jpg");

        assertThatThrownBy(() -> new PictureDecoder(small).decode(picture))
                .isInstanceOfSatisfying(
                        PictureException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TOO_MANY_BYTES))
                .hasMessage("the picture has " + picture.length + " bytes, more than the limit of 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.jpg", "progressive.jpg", "cmyk.jpg", "rgb.png", "lossy.webp", "lossless.webp"})
    void decoding_stops_when_the_time_is_over(String file) throws Exception {
        AtomicLong now = new AtomicLong();
        // Each look at the clock costs a second here.
        PictureDecoder slow = new PictureDecoder(
                new DecodeLimits(1 << 20, 1 << 20, 64, Duration.ofMillis(2500)),
                () -> now.addAndGet(Duration.ofSeconds(1).toNanos()));

        assertThatThrownBy(() -> slow.decode(resource(file)))
                .isInstanceOfSatisfying(
                        PictureException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TIMEOUT))
                .hasMessage("decoding the picture took longer than the limit of 2500 ms");
    }

    @Test
    void a_jpeg_of_very_many_scans_is_refused() throws Exception {
        byte[] jpeg = resource("grey.jpg");
        int scan = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg, 0, scan);
        for (int i = 0; i < 101; i++) {
            many.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        many.write(jpeg, jpeg.length - 2, 2);

        assertFault(many.toByteArray(), Fault.CORRUPT, "the picture is corrupt: more than 100 JPEG scans");
    }

    /** The decoder only warns of such damage and paints something; a viewer would show it, a score must not use it. */
    @Test
    void damage_inside_the_pixels_of_a_jpeg_is_not_passed_over() throws Exception {
        byte[] jpeg = resource("rgb.jpg");
        ByteArrayOutputStream hole = new ByteArrayOutputStream();
        hole.write(jpeg, 0, jpeg.length - 60);
        hole.write(jpeg, jpeg.length - 2, 2);

        assertThatThrownBy(() -> decoder.decode(hole.toByteArray()))
                .isInstanceOfSatisfying(
                        PictureException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CORRUPT));
    }

    static Stream<String> goodFiles() {
        return Stream.of(
                "rgb.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "orientation-6.jpg",
                "rgb.png",
                "palette-alpha.png",
                "rgb-16-bit.png",
                "lossy.webp",
                "alpha-lossy.webp",
                "lossless.webp");
    }

    /** Any other exception than the one expected fails the test. */
    private void assertPictureOrReason(byte[] data) {
        try {
            decoder.decode(data);
        } catch (PictureException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private void assertFault(byte[] data, Fault fault, String message) {
        assertThatThrownBy(() -> decoder.decode(data))
                .isInstanceOfSatisfying(
                        PictureException.class, e -> assertThat(e.fault()).isEqualTo(fault))
                .hasMessage(message);
    }

    private interface Expected {
        int[] at(int x, int y);
    }

    private static void assertShows(RgbImage image, int tolerance, Expected expected) {
        assertThat(image.width()).isEqualTo(WIDTH);
        assertThat(image.height()).isEqualTo(HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int[] rgb = expected.at(x, y);
                for (int c = 0; c < 3; c++) {
                    int actual = image.rgb()[3 * (y * WIDTH + x) + c] & 0xff;
                    assertThat(Math.abs(actual - rgb[c]))
                            .as("sample %d at %d, %d is %d, expected %d", c, x, y, actual, rgb[c])
                            .isLessThanOrEqualTo(tolerance);
                }
            }
        }
    }

    private static int red(int x) {
        return 255 * x / (WIDTH - 1);
    }

    private static int green(int y) {
        return 255 * y / (HEIGHT - 1);
    }

    /** The right half is one fifth opaque. */
    private static int faded(int value, int x) {
        return x < WIDTH / 2 ? value : Math.round((value * 51 + 255 * 204) / 255f);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PictureDecoderTest.class.getResourceAsStream("/decode/" + name)) {
            return in.readAllBytes();
        }
    }
}
