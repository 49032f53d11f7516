package io.sessmonitor.scorer.clip;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * CLIP's text encoder: text → unit-length embedding, comparable with those of {@link ClipImageEncoder}. Texts are cut into
 * tokens by the bundle's tokenizer.json, as OpenCLIP does it.
 *
 * <p>Thread-safe. Needs the library {@code ai.djl.huggingface:tokenizers}, which carries its native code with it.
 */
public final class ClipTextEncoder implements AutoCloseable {

    /** The bundles' component that holds the network. */
    public static final String COMPONENT = "text-encoder";

    /** The bundles' component that holds tokenizer.json. */
    public static final String TOKENIZER = "tokenizer";

    private static final String INPUT = "tokens";

    static {
        // Otherwise the library asks the cloud it may run in for its address and reports home, and may fetch natives.
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
    }

    private final Network network;
    private final HuggingFaceTokenizer tokenizer;
    private final EncoderSettings settings;

    /**
     * @param network {@code tokens} [n, context length], zeros after the end → {@code embedding} [n, embedding size]; stays
     *     the caller's
     * @param tokenizerJson in the format of Hugging Face's tokenizers, with the tokens that begin and end a text
     * @throws InferenceException if the tokenizer cannot be read
     */
    public ClipTextEncoder(Network network, byte[] tokenizerJson, EncoderSettings settings) throws InferenceException {
        this.network = network;
        this.settings = settings;
        try {
            // Cut to length here: the library would count otherwise than OpenCLIP.
            this.tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(tokenizerJson), Map.of("truncation", "false", "padding", "false"));
        } catch (IOException | RuntimeException e) {
            throw new InferenceException("the tokenizer cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@link #embed(List)}, of one text. */
    public double[] embed(String text) throws InferenceException {
        return embed(List.of(text))[0];
    }

    /**
     * @return a unit-length embedding of each text, in their order
     * @throws InferenceException if the network fails, or gives values of another shape or that are not finite
     */
    public double[][] embed(List<String> texts) throws InferenceException {
        List<Map<String, Tensor>> inputs = new ArrayList<>(texts.size());
        for (String text : texts) {
            float[] padded = new float[settings.contextLength()];
            long[] tokens = tokens(text);
            for (int i = 0; i < tokens.length; i++) {
                padded[i] = tokens[i];
            }
            inputs.add(Map.of(INPUT, new Tensor(padded, 1, padded.length)));
        }
        List<Map<String, Tensor>> outputs = network.runAll(inputs);
        double[][] embeddings = new double[texts.size()][];
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] = Embedding.of(COMPONENT, outputs.get(i), settings.embeddingSize());
        }
        return embeddings;
    }

    /** The text's tokens from the one that begins it to the one that ends it, which stays when a long text is cut. */
    long[] tokens(String text) {
        long[] tokens = tokenizer.encode(text).getIds();
        int length = settings.contextLength();
        if (tokens.length <= length) {
            return tokens;
        }
        long[] cut = new long[length];
        System.arraycopy(tokens, 0, cut, 0, length - 1);
        cut[length - 1] = tokens[tokens.length - 1];
        return cut;
    }

    /** Frees the tokenizer; the network stays. */
    @Override
    public void close() {
        tokenizer.close();
    }
}
