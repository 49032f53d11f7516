package io.sessmonitor.topology.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinishedBlockTest {

    private static final LinkState.Status[] SETTLED = {
        LinkState.Status.PAIRED, LinkState.Status.MISSING, LinkState.Status.LATE, LinkState.Status.ORPHAN
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void what_is_stored_is_read_back(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            FinishedBlock block = random(random);
            FinishedBlock read = FinishedBlock.read("cam0", 3, block.toBytes());
            assertThat(read.keepFrom()).isEqualTo(block.keepFrom());
            assertThat(FinishedBlock.keepFrom(block.toBytes())).isEqualTo(block.keepFrom());
            assertThat(read.isEmpty()).isEqualTo(block.isEmpty());
            assertThat(read.unlinked()).isEqualTo(block.unlinked());
            for (int i = 0; i < FinishedBlock.SIZE; i++) {
                FrameState before = block.get("cam0/" + i, i);
                FrameState after = read.get("cam0/" + i, i);
                assertThat(after == null).isEqualTo(before == null);
                if (before != null) {
                    assertThat(after.isSent()).isEqualTo(before.isSent());
                    assertThat(after.capturedAtMicros()).isEqualTo(before.capturedAtMicros());
                    assertThat(after.links()).isEqualTo(before.links());
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void bytes_that_are_cut_or_changed_are_an_error_that_says_so(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = random(random).toBytes();
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> FinishedBlock.read("cam0", 3, cut))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the state store");
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                FinishedBlock.read("cam0", 3, bytes);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("the state store");
            }
        }
    }

    @Test
    void a_frame_that_waits_does_not_go_in() {
        FrameState frame = new FrameState("cam0/1", "cam0", 1);
        frame.links().put("rx1", LinkState.waiting(5, null));
        assertThatThrownBy(() -> new FinishedBlock("cam0", 0).put(frame, 5)).hasMessageContaining("cam0/1 still waits");
    }

    @Test
    void a_full_block_takes_about_four_bytes_a_frame() {
        FinishedBlock block = new FinishedBlock("cam0", 0);
        for (int i = 0; i < FinishedBlock.SIZE; i++) {
            FrameState frame = new FrameState("cam0/" + i, "cam0", i);
            frame.sent(1_800_000_000_000L + 33 * i, new Picture(1_800_000_000_000_000L + 33_367L * i, null, null));
            frame.links().put("rx1", i == 4 ? LinkState.MISSING : LinkState.PAIRED);
            frame.touch(1_800_000_000_050L + 33 * i);
            block.put(frame, frame.touchedAt());
        }
        assertThat(block.toBytes()).hasSizeLessThan(5 * FinishedBlock.SIZE + 20);
    }

    private static FinishedBlock random(Random random) {
        FinishedBlock block = new FinishedBlock("cam0", 3);
        for (int frames = random.nextInt(30); frames > 0; frames--) {
            int place = random.nextInt(FinishedBlock.SIZE);
            FrameState frame = new FrameState("cam0/" + place, "cam0", place);
            if (random.nextBoolean()) {
                frame.sent(random.nextInt(), new Picture(random.nextLong() >> 4, null, null));
            }
            for (int links = random.nextInt(4); links > 0; links--) {
                frame.links().put("ü" + links, LinkState.settled(SETTLED[random.nextInt(SETTLED.length)]));
            }
            frame.touch(random.nextInt(1_000_000));
            block.put(frame, frame.touchedAt() + random.nextInt(5000));
            if (random.nextInt(10) == 0) {
                block.remove(random.nextInt(FinishedBlock.SIZE));
            }
        }
        return block;
    }
}
