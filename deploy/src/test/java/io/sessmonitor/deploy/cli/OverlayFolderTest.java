package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sessmonitor.deploy.overlay.OverlayFonts;
import io.sessmonitor.scorer.decode.DecodeLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayFolderTest {

    @TempDir
    Path folder;

    @Test
    void two_names_that_become_one_file_name_get_two_files() throws Exception {
        assumeThat(OverlayFonts.problem())
                .as("overlays need fonts, and there are none here")
                .isEmpty();
        OverlayFolder overlays = OverlayFolder.create(folder, DecodeLimits.defaults(), null);

        assertThat(overlays.file("sent > received")).isEqualTo(folder.resolve("sent-received.png"));
        assertThat(overlays.file("a b")).isEqualTo(folder.resolve("a-b.png"));
        assertThat(overlays.file("a-b")).isEqualTo(folder.resolve("a-b-2.png"));
        assertThat(overlays.file("A:B")).isEqualTo(folder.resolve("A-B-3.png"));
    }
}
