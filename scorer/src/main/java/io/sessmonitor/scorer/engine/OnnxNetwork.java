package io.sessmonitor.scorer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network held by one ONNX Runtime session. Calls run in their callers' threads, side by side, without a lock. Takes
 * any batch size that the model takes.
 *
 * <p>Each calling thread keeps its own direct input buffers. The session is freed by {@link #close} or, if calls are in
 * work then, by the last of them.
 */
final class OnnxNetwork implements Network {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxNetwork.class);

    /** Set in {@link #calls} once closed; below it, the number of calls in work. */
    private static final int CLOSED = 1 << 30;

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<String> inputNames;
    private final List<String> outputNames;
    private final AtomicInteger calls = new AtomicInteger();
    private final ThreadLocal<Map<String, FloatBuffer>> buffers = ThreadLocal.withInitial(HashMap::new);

    /** Takes the session over. */
    OnnxNetwork(String name, OrtEnvironment environment, OrtSession session) {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.inputNames = List.copyOf(session.getInputNames());
        this.outputNames = List.copyOf(session.getOutputNames());
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceException {
        if (inputs.size() != inputNames.size() || !inputs.keySet().containsAll(inputNames)) {
            throw new InferenceException(
                    "network " + name + " takes the inputs " + inputNames + ", not " + inputs.keySet());
        }
        enter();
        try {
            return runInSession(inputs);
        } catch (OrtException e) {
            throw new InferenceException("network " + name + " failed: " + e.getMessage(), e);
        } finally {
            leave();
        }
    }

    @Override
    public List<Map<String, Tensor>> runAll(List<Map<String, Tensor>> items) throws InferenceException {
        if (items.size() <= 1) {
            return Network.super.runAll(items);
        }
        for (Map<String, Tensor> item : items) {
            Batch.requireSingle(name, item);
            if (!Batch.sameShapes(items.get(0), item)) {
                throw new InferenceException("network " + name + " was given items of unequal shapes");
            }
        }
        return Batch.split(name, run(Batch.join(items)), items.size());
    }

    private Map<String, Tensor> runInSession(Map<String, Tensor> inputs) throws OrtException, InferenceException {
        Map<String, OnnxTensorLike> native_ = new LinkedHashMap<>();
        try {
            for (String input : inputNames) {
                Tensor tensor = inputs.get(input);
                native_.put(input, OnnxTensor.createTensor(environment, direct(input, tensor.data()), tensor.shape()));
            }
            try (OrtSession.Result result = session.run(native_)) {
                Map<String, Tensor> outputs = new LinkedHashMap<>();
                for (int i = 0; i < outputNames.size(); i++) {
                    outputs.put(outputNames.get(i), tensor(outputNames.get(i), result.get(i)));
                }
                return outputs;
            }
        } finally {
            native_.values().forEach(OnnxTensorLike::close);
        }
    }

    /** ONNX Runtime reads a direct buffer in place; from a heap array it would allocate and fill one at each call. */
    private FloatBuffer direct(String input, float[] data) {
        Map<String, FloatBuffer> own = buffers.get();
        FloatBuffer buffer = own.get(input);
        if (buffer == null || buffer.capacity() < data.length) {
            buffer = ByteBuffer.allocateDirect(Math.multiplyExact(data.length, Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            own.put(input, buffer);
        }
        buffer.clear();
        buffer.put(data).flip();
        return buffer;
    }

    private Tensor tensor(String output, OnnxValue value) throws InferenceException {
        FloatBuffer floats = value instanceof OnnxTensor t ? t.getFloatBuffer() : null;
        if (floats == null) {
            throw new InferenceException("output " + output + " of network " + name + " is not a tensor of floats");
        }
        float[] data = new float[floats.remaining()];
        floats.get(data);
        return new Tensor(data, ((OnnxTensor) value).getInfo().getShape());
    }

    private void enter() throws InferenceException {
        int before = calls.getAndUpdate(n -> n >= CLOSED ? n : n + 1);
        if (before >= CLOSED) {
            throw new InferenceException("network " + name + " is closed");
        }
    }

    private void leave() {
        if (calls.decrementAndGet() == CLOSED) {
            free();
        }
    }

    @Override
    public void close() {
        int before = calls.getAndUpdate(n -> n >= CLOSED ? n : n + CLOSED);
        if (before == 0) {
            free();
        }
    }

    /** Freeing twice would crash the process; only one caller sees the count fall to {@link #CLOSED}. */
    private void free() {
        try {
            session.close();
        } catch (OrtException e) {
            LOG.warn("network {} could not be freed: {}", name, e.getMessage());
        }
    }

    @Override
    public String toString() {
        return name + Arrays.toString(inputNames.toArray());
    }
}
