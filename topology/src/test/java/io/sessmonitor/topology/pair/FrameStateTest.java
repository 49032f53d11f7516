package io.sessmonitor.topology.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameStateTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_is_stored_is_read_back(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            FrameState frame = random(random);
            FrameState read = FrameState.read("cam0/7", frame.toBytes());
            assertThat(read.isSent()).isEqualTo(frame.isSent());
            assertThat(read.sentAt()).isEqualTo(frame.sentAt());
            assertThat(read.capturedAtMicros()).isEqualTo(frame.capturedAtMicros());
            assertThat(read.picture()).isEqualTo(frame.picture());
            assertThat(read.touchedAt()).isEqualTo(frame.touchedAt());
            assertThat(read.links()).isEqualTo(frame.links());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void bytes_that_are_cut_or_changed_are_an_error_that_says_so(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = random(random).toBytes();
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> FrameState.read("cam0/7", cut))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the state store");
        }
    }

    @Test
    void another_version_is_named() {
        byte[] bytes = new FrameState("cam0/7", "cam0", 7).toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> FrameState.read("cam0/7", bytes))
                .hasMessageContaining("has version 9, this program reads 1");
    }

    @Test
    void a_finished_frame_takes_few_bytes_and_no_pixels() {
        FrameState frame = new FrameState("cam0/7", "cam0", 7);
        frame.sent(1_800_000_000_000L, picture(new Random(1)));
        frame.links().put("rx1", LinkState.PAIRED);
        frame.touch(1_800_000_000_050L);
        frame.dropPicture();
        assertThat(frame.toBytes()).hasSizeLessThan(32);
    }

    private static FrameState random(Random random) {
        FrameState frame = new FrameState("cam0/7", "cam0", 7);
        if (random.nextBoolean()) {
            frame.sent(random.nextInt(), picture(random));
            if (random.nextBoolean()) {
                frame.dropPicture();
            }
        }
        for (int links = random.nextInt(5); links > 0; links--) {
            LinkState.Status status = LinkState.Status.values()[random.nextInt(LinkState.Status.values().length)];
            frame.links()
                    .put(
                            "rx" + links,
                            status == LinkState.Status.WAITING
                                    ? LinkState.waiting(random.nextLong() >> 8, picture(random))
                                    : LinkState.settled(status));
        }
        frame.touch(random.nextInt());
        return frame;
    }

    private static Picture picture(Random random) {
        Map<String, String> tags = new HashMap<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            tags.put("tag" + count, "wert ü " + random.nextInt());
        }
        return new Picture(
                random.nextLong() >> 4,
                tags,
                random.nextBoolean()
                        ? new PayloadRef.LogRecord("frames.sent", random.nextInt(100), random.nextLong() >>> 1)
                        : new PayloadRef.Claim("file:///x/" + random.nextInt(), "ab12", random.nextInt()));
    }
}
