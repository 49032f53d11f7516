package io.sessmonitor.scorer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.models.BundleCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The embedded network on the CPU: an item's result must not depend on its company, to the last bit. */
class BatchSizeTest {

    private static final int ITEMS = 4;

    @ParameterizedTest(name = "{0}x{1}, seed 7")
    @CsvSource({"128, 96", "96, 160", "32, 32"})
    void an_item_gets_the_same_result_alone_and_in_a_batch(int width, int height) throws Exception {
        Random random = new Random(7);
        ExecutorService callers = Executors.newFixedThreadPool(ITEMS);
        byte[] model = BundleCatalog.open("lite").file("network");
        try (Network alone = load(model);
                Network batched = new BatchingNetwork("lite", load(model), ITEMS, Duration.ofDays(1))) {
            List<Map<String, Tensor>> items = new ArrayList<>();
            List<Future<Map<String, Tensor>>> results = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                Map<String, Tensor> item = Map.of("image", noise(random, width, height));
                items.add(item);
                results.add(callers.submit(() -> batched.run(item)));
            }

            for (int i = 0; i < ITEMS; i++) {
                Map<String, Tensor> expected = alone.run(items.get(i));
                Map<String, Tensor> actual = results.get(i).get();
                assertThat(actual.keySet()).isEqualTo(expected.keySet());
                for (String output : expected.keySet()) {
                    assertThat(actual.get(output).shape())
                            .isEqualTo(expected.get(output).shape());
                    assertThat(actual.get(output).data())
                            .isEqualTo(expected.get(output).data());
                }
            }
        } finally {
            callers.shutdown();
        }
    }

    private static Network load(byte[] model) throws DeviceException, InferenceException {
        return Engine.open(Device.parse("cpu"), 1, Duration.ZERO).load("lite", model);
    }

    private static Tensor noise(Random random, int width, int height) {
        float[] data = new float[3 * width * height];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(256);
        }
        return new Tensor(data, 1, 3, height, width);
    }
}
