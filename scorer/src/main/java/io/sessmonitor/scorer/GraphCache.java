package io.sessmonitor.scorer;

import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Scene graphs of sent pictures by their content, the most recently used ones. A graph that is wanted twice at the same
 * time is made once: the second thread waits for the first.
 *
 * <p>Thread-safe. The lock guards the map only; graphs are made outside it, each on the thread that asked first.
 */
final class GraphCache {

    /** Makes a graph that is not there. */
    interface Maker {
        SceneGraph make() throws InferenceException;
    }

    private final int capacity;
    private final Map<ByteBuffer, CompletableFuture<SceneGraph>> graphs = new LinkedHashMap<>(16, 0.75f, true);

    /** @param capacity graphs kept; 0 keeps none */
    GraphCache(int capacity) {
        this.capacity = capacity;
    }

    /** The content's key: its SHA-256. */
    static ByteBuffer key(byte[] picture) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(picture))
                    .asReadOnlyBuffer();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A graph asked for.
     *
     * @param mine whether the asking thread is the one that makes it; then it must, see {@link #get}
     */
    record Claim(ByteBuffer key, CompletableFuture<SceneGraph> graph, boolean mine) {

        /** Whether another thread is making it now. */
        boolean isBeingMade() {
            return !mine && !graph.isDone();
        }
    }

    /** Asks for a graph, which is kept from now on. */
    Claim claim(ByteBuffer key) {
        CompletableFuture<SceneGraph> mine = new CompletableFuture<>();
        if (capacity == 0) {
            return new Claim(key, mine, true);
        }
        synchronized (graphs) {
            CompletableFuture<SceneGraph> theirs = graphs.putIfAbsent(key, mine);
            if (graphs.size() > capacity) {
                graphs.remove(graphs.keySet().iterator().next());
            }
            return new Claim(key, theirs == null ? mine : theirs, theirs == null);
        }
    }

    /** The graph asked for: made now if it is the asking thread's to make, otherwise waited for. */
    SceneGraph get(Claim claim, Maker maker) throws InferenceException, InterruptedException {
        if (!claim.mine()) {
            return await(claim.graph());
        }
        try {
            SceneGraph graph = maker.make();
            claim.graph().complete(graph);
            return graph;
        } catch (InferenceException | RuntimeException | Error e) {
            synchronized (graphs) {
                graphs.remove(claim.key(), claim.graph());
            }
            claim.graph().completeExceptionally(e);
            throw e;
        }
    }

    /** The graph if it is kept or being made; otherwise it is made and not kept. */
    SceneGraph getOrMake(ByteBuffer key, Maker maker) throws InferenceException, InterruptedException {
        CompletableFuture<SceneGraph> theirs;
        synchronized (graphs) {
            theirs = graphs.get(key);
        }
        return theirs != null ? await(theirs) : maker.make();
    }

    private static SceneGraph await(CompletableFuture<SceneGraph> graph)
            throws InferenceException, InterruptedException {
        try {
            return graph.get();
        } catch (ExecutionException e) {
            // A fresh exception for each waiting thread, with its own stack trace.
            Throwable cause = e.getCause();
            if (cause instanceof InferenceException) {
                throw new InferenceException(cause.getMessage(), cause);
            }
            throw new IllegalStateException("the same picture failed in another pair: " + cause, cause);
        }
    }
}
