package io.sessmonitor.scorer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand hostile files of JPEG, PNG and WebP, in a JVM of its own with a small heap: it must not crash, not run out
 * of memory, not hang, and have a picture or a typed reason for each.
 */
class HostilePicturesTest {

    private static final int COUNT = 10_000;
    private static final int SEED = 20261124;

    @Test
    void ten_thousand_hostile_files_each_give_a_picture_or_a_reason_in_64_mb_of_heap(@TempDir Path folder)
            throws Exception {
        Path pictures =
                Path.of(HostilePicturesTest.class.getResource("/decode/rgb.jpg").toURI());
        Path output = folder.resolve("output");
        ProcessBuilder java = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                HostilePictures.class.getName(),
                pictures.getParent().toString(),
                String.valueOf(COUNT),
                String.valueOf(SEED),
                folder.resolve("hostile").toString());
        java.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        Process process =
                java.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);

        assertThat(ended).as("ended within 5 minutes: %s", said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).startsWith(COUNT + " pictures, seed " + SEED + ": ");
        System.out.print(said);
    }

    @Test
    void the_same_seed_gives_the_same_files() throws Exception {
        byte[] good =
                HostilePicturesTest.class.getResourceAsStream("/decode/rgb.png").readAllBytes();
        PictureMutator one = new PictureMutator(List.of(good), SEED);
        PictureMutator other = new PictureMutator(List.of(good), SEED);
        for (int i = 0; i < 100; i++) {
            assertThat(one.next()).isEqualTo(other.next());
        }
    }
}
