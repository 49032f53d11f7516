package io.sessmonitor.topology.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.topology.KeptStore;
import io.sessmonitor.topology.state.WriteBehindStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store of frames against a plain map that writes everything at once. */
class FrameStoreTest {

    private static final long REMEMBER = 1000;

    private NavigableMap<Bytes, byte[]> content = new TreeMap<>();
    private WriteBehindStore store;
    private FrameStore frames;
    private int unlinked;

    FrameStoreTest() {
        open();
    }

    private void open() {
        store = new WriteBehindStore(KeptStore.supplier("frames", content).get());
        frames = new FrameStore(store, REMEMBER, count -> unlinked += count);
    }

    private record Known(
            boolean waiting, boolean sent, Map<String, LinkState.Status> links, long captured, long keepFrom) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_is_done_and_given_up_in_between_it_holds_what_was_committed_last(long seed) {
        Random random = new Random(seed);
        // Dense or wild numbers; more frames than are held in memory in some of the seeds.
        int range = seed % 2 == 0 ? 300 : 30_000;
        long stride = seed % 3 == 0 ? 1_000_003L : 1;
        int steps = seed % 2 == 0 ? 4000 : 30_000;
        Map<Long, Known> model = new HashMap<>();
        Map<Long, Known> committedModel = new HashMap<>();
        NavigableMap<Bytes, byte[]> committed = new TreeMap<>();
        long now = 1_000_000;
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(3);
            long sequence = random.nextInt(range) * stride;
            FrameState frame = look(model, sequence, now);
            if (frame == null) {
                frame = new FrameState(id(sequence), stream(sequence), sequence);
            }
            change(random, frame, model, sequence, now);
            int event = random.nextInt(steps / 40);
            if (event < 6) {
                store.flushCache();
                committed = new TreeMap<>(content);
                committedModel = new HashMap<>(model);
            } else if (event == 6) {
                // The transaction is given up: the store is as it was committed, and memory gone.
                content = new TreeMap<>(committed);
                model = new HashMap<>(committedModel);
                restart(model);
            } else if (event == 7) {
                store.flushCache();
                restart(model);
            } else if (event < 12) {
                frames.sweep(now);
            }
        }
        for (long sequence : List.copyOf(model.keySet())) {
            look(model, sequence, now);
        }
        // All that is finished is forgotten in time, and nothing that waits.
        now += 2 * REMEMBER;
        for (int i = 0; i < 100; i++) {
            store.flushCache();
            frames.sweep(now += REMEMBER);
        }
        store.flushCache();
        assertThat(content.keySet().stream().filter(key -> key.get()[0] == FrameStore.BLOCK))
                .isEmpty();
        assertThat(content)
                .hasSize((int) model.values().stream().filter(Known::waiting).count());
    }

    private void restart(Map<Long, Known> model) {
        open();
        Set<Long> waiting = new HashSet<>();
        frames.forEach(frame -> assertThat(waiting.add(frame.sequence())).isTrue(), touched -> {}, (link, since) -> {});
        assertThat(waiting.equals(model.keySet().stream()
                        .filter(sequence -> model.get(sequence).waiting())
                        .collect(Collectors.toSet())))
                .isTrue();
    }

    private FrameState look(Map<Long, Known> model, long sequence, long now) {
        FrameState frame = frames.get(id(sequence), stream(sequence), sequence, now);
        Known known = model.get(sequence);
        if (known != null && !known.waiting() && frame == null) {
            assertThat(now - known.keepFrom())
                    .as("forgotten no earlier than promised")
                    .isGreaterThanOrEqualTo(REMEMBER);
            model.remove(sequence);
            return null;
        }
        assertThat(frame == null).isEqualTo(known == null);
        if (frame != null) {
            assertThat(frame.waiting).isEqualTo(known.waiting());
            assertThat(frame.isSent()).isEqualTo(known.sent());
            assertThat(frame.capturedAtMicros()).isEqualTo(known.captured());
            assertThat(statuses(frame)).isEqualTo(known.links());
            assertThat(frames.waiting(frame.id()) != null).isEqualTo(known.waiting());
        }
        return frame;
    }

    private void change(Random random, FrameState frame, Map<Long, Known> model, long sequence, long now) {
        if (!frame.isSent() && random.nextBoolean()) {
            frame.sent(now, new Picture(now * 1000, Map.of(), new PayloadRef.LogRecord("frames.sent", 0, now)));
        }
        if (random.nextBoolean()) {
            frame.links()
                    .put("rx" + random.nextInt(2), LinkState.settled(LinkState.Status.values()[1 + random.nextInt(4)]));
        }
        frame.touch(now);
        boolean waits = random.nextInt(3) == 0;
        long keepFrom = now + random.nextInt(50);
        if (waits) {
            frames.await(frame, now);
        } else {
            frame.dropPicture();
            frames.finish(frame, keepFrom, now);
        }
        model.put(sequence, new Known(waits, frame.isSent(), statuses(frame), frame.capturedAtMicros(), keepFrom));
    }

    /** Three streams, of which each has its highest number. */
    private static String stream(long sequence) {
        return "cam" + sequence % 3;
    }

    private static String id(long sequence) {
        return stream(sequence) + "/" + sequence;
    }

    private static Map<String, LinkState.Status> statuses(FrameState frame) {
        Map<String, LinkState.Status> statuses = new TreeMap<>();
        frame.links().forEach((receiver, link) -> statuses.put(receiver, link.status()));
        return statuses;
    }

    @Test
    void a_frame_that_comes_and_is_paired_between_two_commits_is_written_with_its_neighbours_only() {
        for (int i = 0; i < 160; i++) {
            FrameState frame = waiting(i, 100);
            frame.links().put("rx1", LinkState.PAIRED);
            frame.dropPicture();
            frames.finish(frame, 100, 100);
        }
        assertThat(content).isEmpty();
        store.flushCache();
        assertThat(content).hasSize(160 / FinishedBlock.SIZE);
        assertThat(content.values().stream().mapToInt(bytes -> bytes.length).sum())
                .isLessThan(160 * 6);
    }

    @Test
    void wild_numbers_cost_the_store_a_small_entry_each_and_are_forgotten_like_all_others() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long sequence = random.nextLong() >>> 1;
            FrameState frame = new FrameState("cam0/" + sequence, "cam0", sequence);
            frame.links().put("rx1", LinkState.ORPHAN);
            frame.touch(100);
            frames.finish(frame, 100, 100);
            assertThat(frames.get(frame.id(), "cam0", sequence, 101).links()).containsOnlyKeys("rx1");
        }
        store.flushCache();
        assertThat(content).hasSize(20_000);
        assertThat(content.entrySet().stream()
                        .mapToInt(entry -> entry.getKey().get().length + entry.getValue().length)
                        .max()
                        .orElseThrow())
                .isLessThan(40);
        for (int i = 0; i < 100; i++) {
            frames.sweep(100 + REMEMBER);
        }
        store.flushCache();
        assertThat(content).isEmpty();
    }

    @Test
    void waiting_frames_beyond_those_held_in_memory_are_found_in_the_store() {
        int many = 3 * FrameStore.KEPT;
        for (int i = 0; i < many; i++) {
            waiting(i, i);
        }
        store.flushCache();
        for (int i = 0; i < many; i++) {
            assertThat(frames.waiting("cam0/" + i).sentAt()).isEqualTo(i);
        }
        assertThat(frames.waiting("cam0/" + many)).isNull();
    }

    @Test
    void sent_frames_without_a_link_are_counted_when_they_are_forgotten() {
        FrameState frame = waiting(1, 0);
        frame.dropPicture();
        frames.finish(frame, 0, 0);
        assertThat(frames.get("cam0/1", "cam0", 1, REMEMBER - 1)).isNotNull();
        assertThat(unlinked).isZero();
        assertThat(frames.get("cam0/1", "cam0", 1, REMEMBER)).isNull();
        assertThat(unlinked).isOne();
    }

    private FrameState waiting(int sequence, long now) {
        FrameState frame = new FrameState("cam0/" + sequence, "cam0", sequence);
        frame.sent(now, new Picture(now, Map.of(), new PayloadRef.LogRecord("frames.sent", 0, sequence)));
        frame.touch(now);
        frames.await(frame, now);
        return frame;
    }
}
