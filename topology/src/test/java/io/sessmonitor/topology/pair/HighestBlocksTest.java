package io.sessmonitor.topology.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HighestBlocksTest {

    private record Block(String stream, long number) {}

    private final HighestBlocks highest = new HighestBlocks();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void what_is_stored_is_never_denied_however_many_streams_there_are(long seed) {
        Random random = new Random(seed);
        Set<Block> stored = new HashSet<>();
        for (int i = 0; i < 4 * HighestBlocks.MAX_STREAMS; i++) {
            Block block = new Block("cam" + random.nextInt(2 * HighestBlocks.MAX_STREAMS), random.nextLong() >>> 6);
            stored.add(block);
            highest.stored(block.stream(), block.number());
        }
        assertThat(stored).allMatch(block -> highest.mayHave(block.stream(), block.number()));
        assertThat(highest.mayHave("a stream never heard of", 0)).isTrue();
    }

    @Test
    void above_the_highest_and_of_other_streams_there_is_none() {
        assertThat(highest.mayHave("cam0", 0)).isFalse();
        highest.stored("cam0", 7);
        highest.stored("cam0", 3);
        assertThat(highest.mayHave("cam0", 7)).isTrue();
        assertThat(highest.mayHave("cam0", 5)).isTrue();
        assertThat(highest.mayHave("cam0", 8)).isFalse();
        assertThat(highest.mayHave("cam1", 7)).isFalse();
    }
}
