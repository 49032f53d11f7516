package io.sessmonitor.scorer.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Gathers concurrent calls of equal shape into one call with a larger batch dimension (the first of each tensor), for
 * devices that gain by it. A batch leaves when it is full or when its oldest item has waited long enough. A batch that
 * fails is run again item by item, so that one bad item does not fail its company.
 *
 * <p>Threads: only the owner thread, started here, calls the network behind. The lock guards {@code waiting} and
 * {@code closed}; it is never held while the network runs. Callers wait while the queue is full.
 */
public final class BatchingNetwork implements Network {

    /** One call: what it brought, when, and the result to come. */
    private record Call(Map<String, Tensor> inputs, long since, CompletableFuture<Map<String, Tensor>> result) {}

    private final String name;
    private final Network network;
    private final int maxBatch;
    private final long maxWaitNanos;
    private final int maxWaiting;
    private final LongSupplier nanoClock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private boolean closed;
    private final Thread owner;

    /**
     * @param name for messages and the thread's name
     * @param network takes any batch size; owned and closed by this one
     * @param maxBatch items in one call, at least 1
     * @param maxWait longest time an item waits for company
     */
    public BatchingNetwork(String name, Network network, int maxBatch, Duration maxWait) {
        this(name, network, maxBatch, maxWait, System::nanoTime);
    }

    BatchingNetwork(String name, Network network, int maxBatch, Duration maxWait, LongSupplier nanoClock) {
        if (maxBatch < 1 || maxWait.isNegative()) {
            throw new IllegalArgumentException("batch of " + maxBatch + ", wait " + maxWait);
        }
        this.name = name;
        this.network = network;
        this.maxBatch = maxBatch;
        this.maxWaitNanos = maxWait.toNanos();
        this.maxWaiting = 4 * maxBatch;
        this.nanoClock = nanoClock;
        this.owner = new Thread(this::serve, "network-" + name);
        owner.setDaemon(true);
        owner.start();
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceException {
        return runAll(List.of(inputs)).get(0);
    }

    @Override
    public List<Map<String, Tensor>> runAll(List<Map<String, Tensor>> items) throws InferenceException {
        for (Map<String, Tensor> item : items) {
            Batch.requireSingle(name, item);
        }
        try {
            List<CompletableFuture<Map<String, Tensor>>> calls = new ArrayList<>(items.size());
            for (Map<String, Tensor> item : items) {
                calls.add(enqueue(item));
            }
            List<Map<String, Tensor>> results = new ArrayList<>(items.size());
            for (CompletableFuture<Map<String, Tensor>> call : calls) {
                results.add(call.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InferenceException("interrupted while waiting for network " + name, e);
        } catch (ExecutionException e) {
            // A fresh exception for each caller, with its own stack trace.
            Throwable cause = e.getCause();
            throw new InferenceException(
                    cause instanceof InferenceException ? cause.getMessage() : "network " + name + " failed: " + cause,
                    cause);
        }
    }

    private CompletableFuture<Map<String, Tensor>> enqueue(Map<String, Tensor> inputs)
            throws InterruptedException, InferenceException {
        lock.lockInterruptibly();
        try {
            while (!closed && waiting.size() >= maxWaiting) {
                changed.await();
            }
            if (closed) {
                throw new InferenceException("network " + name + " is closed");
            }
            Call call = new Call(inputs, nanoClock.getAsLong(), new CompletableFuture<>());
            waiting.add(call);
            changed.signalAll();
            return call.result();
        } finally {
            lock.unlock();
        }
    }

    /** Calls that still wait fail; the batch in work is finished, then the owner thread frees the network. */
    @Override
    public void close() {
        List<Call> unserved;
        lock.lock();
        try {
            closed = true;
            unserved = List.copyOf(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        InferenceException reason = new InferenceException("network " + name + " is closed");
        unserved.forEach(call -> call.result().completeExceptionally(reason));
    }

    /** Calls handed in and not yet taken into a batch. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        try {
            for (List<Call> batch = next(); !batch.isEmpty(); batch = next()) {
                run(batch);
            }
        } finally {
            // On the thread that owns the session, after its last call.
            network.close();
        }
    }

    /** The next batch to run, in order of arrival; empty once closed. */
    private List<Call> next() {
        lock.lock();
        try {
            while (!closed) {
                Call oldest = waiting.peek();
                if (oldest == null) {
                    changed.awaitUninterruptibly();
                    continue;
                }
                long left = maxWaitNanos - (nanoClock.getAsLong() - oldest.since());
                if (left <= 0 || companions(oldest) >= maxBatch) {
                    return take(oldest);
                }
                awaitNanos(left);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void awaitNanos(long nanos) {
        try {
            long ignored = changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it; closing is the way to end it, and the loop looks at that next.
        }
    }

    private int companions(Call first) {
        int count = 0;
        for (Call call : waiting) {
            if (Batch.sameShapes(first.inputs(), call.inputs())) {
                count++;
            }
        }
        return count;
    }

    private List<Call> take(Call first) {
        List<Call> batch = new ArrayList<>();
        Iterator<Call> calls = waiting.iterator();
        while (calls.hasNext() && batch.size() < maxBatch) {
            Call call = calls.next();
            if (Batch.sameShapes(first.inputs(), call.inputs())) {
                batch.add(call);
                calls.remove();
            }
        }
        changed.signalAll();
        return batch;
    }

    private void run(List<Call> batch) {
        if (batch.size() > 1) {
            try {
                List<Map<String, Tensor>> results = Batch.split(
                        name,
                        network.run(Batch.join(batch.stream().map(Call::inputs).toList())),
                        batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).result().complete(results.get(i));
                }
                return;
            } catch (InferenceException | RuntimeException e) {
                // One of them is to blame; alone, each call gets its own result or its own error.
            }
        }
        for (Call call : batch) {
            try {
                call.result().complete(network.run(call.inputs()));
            } catch (Throwable e) {
                // Errors too: the caller must hear of it, and the owner thread must go on serving the others.
                call.result().completeExceptionally(e);
            }
        }
    }
}
