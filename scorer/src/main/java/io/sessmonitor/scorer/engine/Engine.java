package io.sessmonitor.scorer.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads networks onto the one device chosen at the start. A GPU is not taken at its word: it must run a tiny probe
 * network first.
 *
 * <p>Immutable. On a CPU each network runs in its callers' threads, side by side; on a GPU one thread per network owns
 * the session and calls are gathered into batches. The GPU paths have not been run by the tests of this project, which
 * know no GPU.
 */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final long START_STACK_BYTES = 256L << 20;

    private final OrtEnvironment environment;
    private final Device device;
    private final int maxBatch;
    private final Duration maxBatchWait;

    private Engine(OrtEnvironment environment, Device device, int maxBatch, Duration maxBatchWait) {
        this.environment = environment;
        this.device = device;
        this.maxBatch = maxBatch;
        this.maxBatchWait = maxBatchWait;
    }

    /**
     * Chooses the device. {@link Device.Kind#AUTO} falls back to the CPU and says why in one log line; a device asked
     * for by name must be there.
     *
     * @param maxBatch items in one GPU call, at least 1
     * @param maxBatchWait longest time an item waits for company on a GPU
     * @throws DeviceException if the device cannot be used
     */
    public static Engine open(Device wanted, int maxBatch, Duration maxBatchWait) throws DeviceException {
        OrtEnvironment environment = environment();
        Device device = wanted;
        if (wanted.kind() == Device.Kind.AUTO) {
            device = new Device(Device.Kind.CUDA, 0);
            try {
                probe(environment, device);
                LOG.info("networks run on {}", device);
            } catch (DeviceException e) {
                device = new Device(Device.Kind.CPU, 0);
                LOG.info("networks run on the CPU: {}", e.getMessage());
            }
        } else if (wanted.gpu()) {
            probe(environment, wanted);
        }
        return new Engine(environment, device, maxBatch, maxBatchWait);
    }

    /** The device chosen; never {@link Device.Kind#AUTO}. */
    public Device device() {
        return device;
    }

    /**
     * Loads a network.
     *
     * @param name for messages
     * @param model the ONNX file's bytes; inputs and outputs are 32-bit float tensors
     * @throws InferenceException if the model cannot be read
     */
    public Network load(String name, byte[] model) throws InferenceException {
        return load(name, (env, options) -> env.createSession(model, options));
    }

    /**
     * As {@link #load(String, byte[])}, of a file, which is not read into the heap. Weights that the model keeps in further files
     * lie beside it.
     */
    public Network load(String name, Path model) throws InferenceException {
        return load(name, (env, options) -> env.createSession(model.toString(), options));
    }

    private Network load(String name, Opening opening) throws InferenceException {
        try {
            OnnxNetwork network = load(environment, device, name, opening);
            return device.gpu() ? new BatchingNetwork(name, network, maxBatch, maxBatchWait) : network;
        } catch (OrtException e) {
            throw new InferenceException("network " + name + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** Makes a session of a model, wherever that comes from. */
    private interface Opening {
        OrtSession session(OrtEnvironment environment, SessionOptions options) throws OrtException;
    }

    private static OnnxNetwork load(OrtEnvironment environment, Device device, String name, Opening opening)
            throws OrtException {
        try (SessionOptions options = options(device)) {
            return new OnnxNetwork(name, environment, opening.session(environment, options));
        }
    }

    private static OrtEnvironment environment() throws DeviceException {
        try {
            return startOnnxRuntime();
        } catch (LinkageError | IllegalStateException e) {
            throw new DeviceException(
                    "ONNX Runtime cannot be loaded (" + e
                            + "): onnxruntime or onnxruntime_gpu must be on the class path and support this system",
                    e);
        }
    }

    /**
     * Loads ONNX Runtime on a thread with a large stack. When it starts, ONNX Runtime (seen with 1.29.0 on Linux) matches
     * a regular expression against the process's command line, in a recursion some 300 bytes deep for each character: a
     * class path of 3 KB on the command line overflows the usual stack of 1 MB, and the process dies without a word. The
     * stack is address space only; what is not used costs no memory.
     */
    private static OrtEnvironment startOnnxRuntime() {
        AtomicReference<OrtEnvironment> environment = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread starter = new Thread(
                null,
                () -> environment.set(
                        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "sess-monitor")),
                "onnxruntime-start",
                START_STACK_BYTES);
        starter.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        starter.start();
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                // Loading cannot be stopped half-way; it takes a second at most.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() instanceof LinkageError e) {
            throw e;
        }
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get().toString(), failure.get());
        }
        return environment.get();
    }

    /** One thread a call: callers bring the parallelism, and sums are then always taken in the same order. */
    private static SessionOptions options(Device device) throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.setDeterministicCompute(true);
            if (device.kind() == Device.Kind.TENSORRT) {
                options.addTensorrt(device.index());
            }
            if (device.gpu()) {
                // TensorRT leaves what it cannot run to CUDA.
                options.addCUDA(device.index());
            }
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private static void probe(OrtEnvironment environment, Device device) throws DeviceException {
        OrtProvider provider = device.kind() == Device.Kind.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
        EnumSet<OrtProvider> available = OrtEnvironment.getAvailableProviders();
        if (!available.contains(provider)) {
            throw new DeviceException(device + " is not available: the onnxruntime in this build has no "
                    + (provider == OrtProvider.CUDA ? "CUDA" : "TensorRT")
                    + " provider; build with -Pgpu, or use --device cpu");
        }
        try (OnnxNetwork network =
                load(environment, device, "probe", (env, options) -> env.createSession(probeModel(), options))) {
            network.run(Map.of("x", new Tensor(new float[] {1, 2}, 1, 2)));
        } catch (OrtException | InferenceException e) {
            throw new DeviceException(
                    device + " is not available: " + e.getMessage()
                            + "; check with nvidia-smi that the driver sees the GPU and that the CUDA and cuDNN versions"
                            + " which this onnxruntime_gpu wants are installed, or use --device cpu",
                    e);
        }
    }

    private static byte[] probeModel() {
        try (InputStream in = Engine.class.getResourceAsStream("probe.onnx")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
