package io.sessmonitor.topology.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadCacheTest {

    private static PayloadRef.LogRecord ref(long offset) {
        return new PayloadRef.LogRecord("frames.sent", 0, offset);
    }

    @Test
    void the_oldest_leave_when_there_is_no_room() {
        PayloadCache cache = new PayloadCache(10);
        cache.put(ref(1), new byte[4]);
        cache.put(ref(2), new byte[4]);
        cache.put(ref(3), new byte[4]);
        assertThat(cache.get(ref(1))).isEmpty();
        assertThat(cache.get(ref(2))).isPresent();
        assertThat(cache.get(ref(3))).isPresent();
        assertThat(cache.bytes()).isEqualTo(8);
    }

    @Test
    void a_picture_larger_than_the_cache_is_not_kept_and_drives_nobody_out() {
        PayloadCache cache = new PayloadCache(10);
        cache.put(ref(1), new byte[4]);
        cache.put(ref(2), new byte[11]);
        assertThat(cache.get(ref(1))).isPresent();
        assertThat(cache.get(ref(2))).isEmpty();
    }

    @Test
    void the_bound_holds_whatever_comes_and_goes() {
        Random random = new Random(5);
        PayloadCache cache = new PayloadCache(1000);
        for (int i = 0; i < 5000; i++) {
            if (random.nextInt(4) == 0) {
                cache.remove(ref(random.nextInt(50)));
            } else {
                cache.put(ref(random.nextInt(50)), new byte[random.nextInt(200)]);
            }
            assertThat(cache.bytes()).isBetween(0L, 1000L);
        }
        for (int i = 0; i < 50; i++) {
            cache.remove(ref(i));
        }
        assertThat(cache.bytes()).isZero();
    }
}
