package io.sessmonitor.scorer.clip;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.Network;
import java.time.Duration;

/** The miniature CLIP among the test resources; see src/test/golden/mini_clip.py. */
final class MiniClip {

    private MiniClip() {}

    static Network network(String component) throws Exception {
        return Engine.open(Device.parse("cpu"), 1, Duration.ZERO)
                .load(component, GoldenFiles.bytes("/clip/" + component + ".onnx"));
    }

    static byte[] tokenizer() throws Exception {
        return GoldenFiles.bytes("/clip/tokenizer.json");
    }

    static JsonNode record() throws Exception {
        return GoldenFiles.json("/clip/record.json");
    }

    static EncoderSettings settings() throws Exception {
        return EncoderSettings.parse("mini", record().get("encoder"));
    }

    static double[] vector(JsonNode values) {
        double[] vector = new double[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values.get(i).asDouble();
        }
        return vector;
    }

    static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
