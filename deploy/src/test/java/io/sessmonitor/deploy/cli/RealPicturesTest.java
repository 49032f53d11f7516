package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.deploy.overlay.OverlayFonts;
import io.sessmonitor.scorer.SessScorers;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on photographs, with the embedded bundle. */
class RealPicturesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private Path sent;
    private Path received;

    @BeforeEach
    void folders() throws IOException {
        sent = Files.createDirectory(dir.resolve("sent"));
        received = Files.createDirectory(dir.resolve("received"));
    }

    @Test
    void a_damaged_picture_scores_lower_than_an_identical_one_and_each_gets_its_overlay() throws IOException {
        assumeFonts();
        byte[] coffee = photo("coffee");
        Files.write(sent.resolve("damaged.jpg"), coffee);
        Files.write(received.resolve("damaged.png"), withoutItsMiddle(coffee));
        Files.write(sent.resolve("same.jpg"), coffee);
        Files.write(received.resolve("same.jpg"), coffee);
        Path overlays = dir.resolve("over lays");

        CommandRun run = run(
                "score", sent.toString(), received.toString(), "--format", "json", "--overlay", overlays.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode damaged = JSON.readTree(run.outLines().get(0));
        JsonNode same = JSON.readTree(run.outLines().get(1));
        assertThat(same.get("score").asDouble()).isEqualTo(1.0);
        assertThat(damaged.get("score").asDouble()).isLessThan(0.9);
        assertThat(damaged.get("explanation").get("objects").findValuesAsText("fate"))
                .contains("LOST");
        assertThat(costs(damaged)).isCloseTo(1 - damaged.get("raw").asDouble(), within());
        for (String name : List.of("damaged", "same")) {
            BufferedImage overlay = ImageIO.read(overlays.resolve(name + ".png").toFile());
            assertThat(overlay.getWidth()).isGreaterThan(1000);
        }
    }

    @Test
    void hostile_files_are_rows_and_the_good_ones_are_scored() throws IOException {
        byte[] cat = photo("cat");
        pair("cut", cat, Arrays.copyOf(cat, cat.length / 2));
        pair("empty", cat, new byte[0]);
        pair("good", cat, cat);
        pair("huge", cat, pngHeader(100_000, 100_000));
        pair("text", "no picture".getBytes(StandardCharsets.UTF_8), cat);

        CommandRun run = run("score", sent.toString(), received.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.outLines().get(1)).startsWith("cut").contains("UNDECODABLE, received: ");
        assertThat(run.outLines().get(2)).startsWith("empty").contains("UNDECODABLE, received: ");
        assertThat(run.outLines().get(3)).startsWith("good").contains("1.000").endsWith("nothing");
        assertThat(run.outLines().get(4)).startsWith("huge").contains("UNDECODABLE, received: ", "100000x100000");
        assertThat(run.outLines().get(5)).startsWith("text").contains("UNDECODABLE, sent: ");
    }

    @Test
    void graph_gives_masks_boxes_and_relations_in_pixels_of_the_picture() throws IOException {
        assumeFonts();
        Path picture = Files.write(dir.resolve("coffee.jpg"), photo("coffee"));
        Path text = Files.writeString(dir.resolve("text.jpg"), "no picture");
        Path overlay = dir.resolve("graph.png");

        CommandRun run = run("graph", picture.toString(), text.toString());
        CommandRun painted = run("graph", picture.toString(), "--overlay", overlay.toString(), "--format", "text");

        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode graph = JSON.readTree(run.outLines().get(0));
        assertThat(graph.get("width").asInt()).isEqualTo(600);
        assertThat(graph.get("height").asInt()).isEqualTo(400);
        double importance = 0;
        for (JsonNode object : graph.get("objects")) {
            importance += object.get("importance").asDouble();
            JsonNode box = object.get("bbox");
            assertThat(object.get("area").asInt())
                    .isBetween(1, box.get(2).asInt() * box.get(3).asInt());
            assertThat(box.get(0).asInt() + box.get(2).asInt()).isLessThanOrEqualTo(600);
            assertThat(object.get("segmentation").get("size").get(0).asInt()).isEqualTo(400);
        }
        assertThat(importance).isCloseTo(1, within());
        assertThat(graph.get("relations")).isNotEmpty();
        assertThat(JSON.readTree(run.outLines().get(1)).get("error").asText()).isNotEmpty();
        assertThat(painted.exitCode()).isZero();
        assertThat(painted.out()).contains("600 x 400 pixels").contains("importance");
        assertThat(ImageIO.read(overlay.toFile())).isNotNull();
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-9);
    }

    private static double costs(JsonNode row) {
        double sum = row.get("explanation").get("imageCost").asDouble();
        for (JsonNode object : row.get("explanation").get("objects")) {
            sum += object.get("cost").asDouble();
        }
        return sum;
    }

    private static CommandRun run(String... args) {
        return CommandRun.builder().scorers(SessScorers::create).run(args);
    }

    private void pair(String name, byte[] sentBytes, byte[] receivedBytes) throws IOException {
        Files.write(sent.resolve(name + ".jpg"), sentBytes);
        Files.write(received.resolve(name + ".jpg"), receivedBytes);
    }

    private static byte[] photo(String name) throws IOException {
        try (InputStream in = RealPicturesTest.class.getResourceAsStream("/photos/" + name + ".jpg")) {
            return in.readAllBytes();
        }
    }

    private static byte[] withoutItsMiddle(byte[] picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
        Graphics2D g = image.createGraphics();
        g.setColor(Color.GRAY);
        g.fillRect(image.getWidth() / 5, 0, image.getWidth() * 3 / 5, image.getHeight());
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** A PNG that claims a size and holds nothing. */
    private static byte[] pngHeader(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", new byte[0]);
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        out.writeInt(data.length);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.write(name);
        out.write(data);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt((int) crc.getValue());
    }

    private static void assumeFonts() {
        assumeThat(OverlayFonts.problem())
                .as("what keeps overlays from being painted")
                .isEmpty();
    }
}
