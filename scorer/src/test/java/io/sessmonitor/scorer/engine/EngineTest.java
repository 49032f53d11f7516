package io.sessmonitor.scorer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test network adds and multiplies its inputs a and b, both [n, 3]. */
class EngineTest {

    @Test
    void auto_runs_on_the_cpu_where_the_build_has_no_gpu_provider() throws Exception {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");

        assertThat(engine("auto").device()).hasToString("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda:0", "tensorrt:2"})
    void a_gpu_asked_for_by_name_must_be_there(String device) {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");

        assertThatThrownBy(() -> engine(device))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith(device + " is not available: the onnxruntime in this build has no ")
                .hasMessageEndingWith(" provider; build with -Pgpu, or use --device cpu");
    }

    /** Regression: ONNX Runtime overflows the stack of the thread that starts it when the command line is long. */
    @Test
    void a_long_command_line_does_not_kill_the_process() throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java", "-Dfiller=" + "x".repeat(50_000), Start.class.getName());
        java.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        Process process = java.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("11.0" + System.lineSeparator());
    }

    /** What the other process runs. */
    static final class Start {
        public static void main(String[] arguments) throws Exception {
            try (Network network = sumAndProduct()) {
                System.out.println(network.run(inputs(1, 2, 3)).get("sum").data()[0]);
            }
        }
    }

    @Test
    void all_outputs_come_back_by_name_for_any_batch_size() throws Exception {
        try (Network network = sumAndProduct()) {
            assertThat(network.run(inputs(1, 2, 3)).get("sum").data()).containsExactly(11, 12, 13);
            Map<String, Tensor> outputs = network.run(Map.of(
                    "a", new Tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
                    "b", new Tensor(new float[] {1, 1, 1, 2, 2, 2}, 2, 3)));

            assertThat(outputs.keySet()).containsExactlyInAnyOrder("sum", "product");
            assertThat(outputs.get("sum").data()).containsExactly(2, 3, 4, 6, 7, 8);
            assertThat(outputs.get("product").data()).containsExactly(1, 2, 3, 8, 10, 12);
            assertThat(outputs.get("product").shape()).containsExactly(2, 3);
            assertThat(network.run(inputs(4, 5, 6)).get("product").data()).containsExactly(40, 50, 60);
        }
    }

    @Test
    void missing_unknown_and_misshapen_inputs_are_named() throws Exception {
        try (Network network = sumAndProduct()) {
            Tensor row = new Tensor(new float[3], 1, 3);

            assertThatThrownBy(() -> network.run(Map.of("a", row)))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("network test takes the inputs [a, b], not [a]");
            assertThatThrownBy(() -> network.run(Map.of("a", row, "c", row)))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("takes the inputs [a, b]");
            assertThatThrownBy(() -> network.run(Map.of("a", row, "b", new Tensor(new float[4], 1, 4))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageStartingWith("network test failed: ");
        }
    }

    @Test
    void bytes_that_are_no_model_are_refused() throws Exception {
        Engine engine = engine("cpu");

        assertThatThrownBy(() -> engine.load("broken", new byte[] {1, 2, 3}))
                .isInstanceOf(InferenceException.class)
                .hasMessageStartingWith("network broken cannot be loaded: ");
    }

    @Test
    void a_closed_network_refuses_calls_and_closing_twice_is_harmless() throws Exception {
        Network network = sumAndProduct();
        network.close();
        network.close();

        assertThatThrownBy(() -> network.run(inputs(1, 2, 3)))
                .isInstanceOf(InferenceException.class)
                .hasMessage("network test is closed");
    }

    /** Freeing a session under a running call would kill the process. */
    @Test
    void closing_while_calls_are_in_work_lets_them_finish_or_refuses_them() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                Network network = sumAndProduct();
                List<Future<Boolean>> results = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    float value = i;
                    results.add(callers.submit(() -> finishesOrIsRefused(network, value)));
                }
                results.get(8).get();
                network.close();
                for (Future<Boolean> result : results) {
                    assertThat(result.get()).isTrue();
                }
            }
        } finally {
            callers.shutdown();
        }
    }

    private static boolean finishesOrIsRefused(Network network, float value) {
        try {
            return network.run(inputs(value, 2, 3)).get("product").data()[0] == 10 * value;
        } catch (InferenceException e) {
            return e.getMessage().equals("network test is closed");
        }
    }

    private static Map<String, Tensor> inputs(float x, float y, float z) {
        return Map.of("a", new Tensor(new float[] {x, y, z}, 1, 3), "b", new Tensor(new float[] {10, 10, 10}, 1, 3));
    }

    private static Engine engine(String device) throws DeviceException {
        return Engine.open(Device.parse(device), 8, Duration.ofMillis(1));
    }

    @Test
    void a_network_of_a_file_finds_the_weights_that_lie_beside_it() throws Exception {
        Path model = Path.of(
                EngineTest.class.getResource("/engine/weights-apart.onnx").toURI());
        try (Network network = engine("cpu").load("test", model)) {
            Tensor y = network.run(Map.of("x", new Tensor(new float[] {1, 10}, 1, 2)))
                    .get("y");
            assertThat(y.data()).containsExactly(41, 52, 63);
        }
        assertThatThrownBy(() -> engine("cpu").load("test", model.resolveSibling("none.onnx")))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("network test cannot be loaded");
    }

    private static Network sumAndProduct() throws DeviceException, InferenceException, IOException {
        try (InputStream in = EngineTest.class.getResourceAsStream("/engine/sum-and-product.onnx")) {
            return engine("cpu").load("test", in.readAllBytes());
        }
    }
}
