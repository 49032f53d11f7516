package io.sessmonitor.scorer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingNetworkTest {

    private static final Duration FOREVER = Duration.ofDays(1);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Doubler doubler = new Doubler();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void calls_leave_together_as_soon_as_the_batch_is_full() throws Exception {
        try (Network network = new BatchingNetwork("test", doubler, 3, FOREVER)) {
            List<Future<Tensor>> results = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                results.add(call(network, i, i));
            }

            for (int i = 0; i < 6; i++) {
                assertThat(results.get(i).get().data()).containsExactly(2 * i, 2 * i);
                assertThat(results.get(i).get().shape()).containsExactly(1, 2);
            }
            assertThat(doubler.batches).containsExactly(3, 3);
        }
    }

    @Test
    void a_batch_leaves_when_its_oldest_call_has_waited_long_enough() throws Exception {
        AtomicLong now = new AtomicLong();
        Duration wait = Duration.ofHours(1);
        try (BatchingNetwork network = new BatchingNetwork("test", doubler, 3, wait, now::get)) {
            Future<Tensor> first = call(network, 1);
            Awaitility.await().until(() -> network.waiting() == 1);
            now.addAndGet(wait.toNanos());
            Future<Tensor> second = call(network, 2);

            assertThat(first.get().data()).containsExactly(2);
            assertThat(doubler.batches.get(0)).isLessThan(3);
            second.cancel(true);
        }
    }

    @Test
    void without_waiting_a_lone_call_is_run_at_once() throws Exception {
        try (Network network = new BatchingNetwork("test", doubler, 8, Duration.ZERO)) {
            assertThat(call(network, 5).get().data()).containsExactly(10);
            assertThat(doubler.batches).containsExactly(1);
        }
    }

    @Test
    void only_calls_of_equal_shape_share_a_batch() throws Exception {
        try (Network network = new BatchingNetwork("test", doubler, 2, FOREVER)) {
            Future<Tensor> narrow = call(network, 1);
            Future<Tensor> wide = call(network, 1, 2);
            Future<Tensor> narrowToo = call(network, 3);
            assertThat(narrow.get().data()).containsExactly(2);
            assertThat(narrowToo.get().data()).containsExactly(6);
            assertThat(wide.isDone()).isFalse();

            Future<Tensor> wideToo = call(network, 3, 4);
            assertThat(wide.get().data()).containsExactly(2, 4);
            assertThat(wideToo.get().data()).containsExactly(6, 8);
            assertThat(doubler.batches).containsExactly(2, 2);
        }
    }

    @Test
    void one_bad_item_fails_alone() throws Exception {
        try (Network network = new BatchingNetwork("test", doubler, 3, FOREVER)) {
            Future<Tensor> good = call(network, 1);
            Future<Tensor> bad = call(network, Doubler.POISON);
            Future<Tensor> goodToo = call(network, 3);

            assertThat(good.get().data()).containsExactly(2);
            assertThat(goodToo.get().data()).containsExactly(6);
            assertThatThrownBy(bad::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("poison")
                    .cause()
                    .isInstanceOf(InferenceException.class);
        }
    }

    @Test
    void only_one_thread_calls_the_network_behind() throws Exception {
        try (Network network = new BatchingNetwork("test", doubler, 4, Duration.ZERO)) {
            List<Future<Tensor>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(call(network, i));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(results.get(i).get().data()).containsExactly(2 * i);
            }
            assertThat(doubler.threads).hasSize(1);
            assertThat(doubler.batches).allMatch(size -> size <= 4);
        }
    }

    @Test
    void closing_fails_the_calls_that_wait_and_frees_the_network() throws Exception {
        BatchingNetwork network = new BatchingNetwork("test", doubler, 3, FOREVER);
        Future<Tensor> lonely = call(network, 1);
        Awaitility.await().until(() -> network.waiting() == 1);
        network.close();
        network.close();

        assertThatThrownBy(lonely::get).hasRootCauseMessage("network test is closed");
        assertThatThrownBy(() -> network.run(Map.of("x", new Tensor(new float[1], 1, 1))))
                .isInstanceOf(InferenceException.class)
                .hasMessage("network test is closed");
        assertThat(doubler.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_interrupted_caller_is_told_so_and_stays_interrupted() {
        try (Network network = new BatchingNetwork("test", doubler, 3, FOREVER)) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> network.run(Map.of("x", new Tensor(new float[1], 1, 1))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("interrupted while waiting for network test");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_call_of_more_than_one_item_is_refused() {
        try (Network network = new BatchingNetwork("test", doubler, 3, FOREVER)) {
            assertThatThrownBy(() -> network.run(Map.of("x", new Tensor(new float[2], 2, 1))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("input x of network test must have batch dimension 1, not shape [2, 1]");
        }
    }

    private Future<Tensor> call(Network network, float... values) {
        return callers.submit(() ->
                network.run(Map.of("x", new Tensor(values, 1, values.length))).get("y"));
    }

    /** Doubles what it is given; fails on any batch that holds the poison. */
    private static final class Doubler implements Network {

        static final float POISON = 666;

        final List<Integer> batches = new CopyOnWriteArrayList<>();
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) {
            Tensor x = inputs.get("x");
            threads.add(Thread.currentThread());
            batches.add((int) x.shape()[0]);
            float[] y = x.data().clone();
            for (int i = 0; i < y.length; i++) {
                if (y[i] == POISON) {
                    throw new IllegalStateException("poison");
                }
                y[i] *= 2;
            }
            return Map.of("y", new Tensor(y, Arrays.copyOf(x.shape(), x.shape().length)));
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
