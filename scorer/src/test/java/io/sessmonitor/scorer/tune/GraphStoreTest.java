package io.sessmonitor.scorer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.match.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphStoreTest {

    private static final String PICTURE = "ab".repeat(32);

    @TempDir
    private Path dir;

    @Test
    void a_graph_comes_back_to_the_last_bit() throws IOException {
        StoredGraph graph = new RatedScenes(1, 1).graphs.get(0);
        store("bundle", Profile.PAPER).keep(PICTURE, graph);

        assertThat(store("bundle", Profile.PAPER).find(PICTURE))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(graph);
    }

    @Test
    void graphs_of_other_pictures_bundles_and_methods_are_others() throws IOException {
        store("bundle", Profile.PAPER).keep(PICTURE, new RatedScenes(1, 1).graphs.get(0));

        assertThat(store("bundle", Profile.PAPER).find("cd".repeat(32))).isEmpty();
        assertThat(store("other", Profile.PAPER).find(PICTURE)).isEmpty();
        assertThat(store("bundle", Profile.REFERENCE).find(PICTURE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void a_damaged_file_counts_as_not_there_and_can_be_replaced(int seed) throws IOException {
        GraphStore store = store("bundle", Profile.PAPER);
        StoredGraph graph = new RatedScenes(1, 1).graphs.get(0);
        store.keep(PICTURE, graph);
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(seed);
        if (seed % 2 == 0) {
            bytes[random.nextInt(bytes.length)] ^= 1 << random.nextInt(8);
        } else {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 50));
        }
        Files.write(file, bytes);

        assertThat(store.find(PICTURE)).isEmpty();
        store.keep(PICTURE, graph);
        assertThat(store.find(PICTURE)).isPresent();
    }

    @Test
    void nothing_is_left_beside_the_graphs() throws IOException {
        store("bundle", Profile.PAPER).keep(PICTURE, new RatedScenes(1, 1).graphs.get(0));

        assertThat(onlyFile().getFileName().toString()).isEqualTo("ab".repeat(31) + ".graph");
    }

    private GraphStore store(String bundle, Profile profile) {
        return new GraphStore(dir, new ScorerIdentity(profile, "lite", "1", bundle, "cpu"));
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            Path[] found = files.filter(Files::isRegularFile).toArray(Path[]::new);
            assertThat(found).hasSize(1);
            return found[0];
        }
    }
}
