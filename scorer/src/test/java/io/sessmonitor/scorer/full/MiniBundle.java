package io.sessmonitor.scorer.full;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.decode.Thumbnail;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.sam.SamSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A miniature of the full models and what the Python originals made of pictures with it; see golden/README.md. */
public final class MiniBundle {

    private static final JsonMapper SETTINGS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final String name;
    private final JsonNode record;
    private final List<Picture> pictures = new ArrayList<>();

    /**
     * What is recorded of a picture.
     *
     * @param embedding every fourth value of the encoded picture in both directions
     * @param tokens of the masks, one after the other
     * @param scores every 29th of the relation head's
     */
    public record Picture(JsonNode record, float[] embedding, float[] tokens, float[] scores) {

        public String name() {
            return record.get("picture").asText();
        }

        /** The mask's pixels. */
        public BitSet mask(int i) {
            BitSet bits = new BitSet();
            int at = 0;
            boolean inside = false;
            for (JsonNode run : record.get("masks").get(i).get("runs")) {
                bits.set(at, at + run.asInt(), inside);
                at += run.asInt();
                inside = !inside;
            }
            return bits;
        }
    }

    private MiniBundle(String name) throws IOException {
        this.name = name;
        record = GoldenFiles.json("/golden/full/" + name + ".json");
        float[] floats = GoldenFiles.floats("/golden/full/" + name + ".f32");
        int at = 0;
        for (JsonNode picture : record.get("pictures")) {
            int embedding = picture.get("embedding_values").asInt();
            int tokens = picture.get("masks").size() * segmenter().tokenSize();
            int scores = picture.get("scores").asInt();
            pictures.add(new Picture(
                    picture,
                    Arrays.copyOfRange(floats, at, at + embedding),
                    Arrays.copyOfRange(floats, at + embedding, at + embedding + tokens),
                    Arrays.copyOfRange(floats, at + embedding + tokens, at + embedding + tokens + scores)));
            at += embedding + tokens + scores;
        }
    }

    public static MiniBundle read(String name) throws IOException {
        return new MiniBundle(name);
    }

    public List<Picture> pictures() {
        return pictures;
    }

    public SamSettings segmenter() throws IOException {
        return SETTINGS.treeToValue(record.get("segmenter"), SamSettings.class);
    }

    RelationSettings relations() throws IOException {
        return SETTINGS.treeToValue(record.get("relations"), RelationSettings.class);
    }

    /** A picture as the models see it. */
    public RgbImage photo(Picture picture) throws IOException {
        return Thumbnail.noWiderThan(
                GoldenFiles.picture("/golden/" + picture.name() + ".png"),
                segmenter().maxWidth());
    }

    /** One of the networks, on the CPU. */
    public Network network(String component) throws Exception {
        byte[] model = GoldenFiles.bytes("/bundles/" + name + "/" + component + ".onnx");
        return Engine.open(Device.parse("cpu"), 1, Duration.ZERO).load(component, model);
    }

    @Override
    public String toString() {
        return name;
    }
}
