package io.sessmonitor.scorer.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileFileTest {

    private static final String LAB = "format: 1\nname: lab\nbase: reference\nconstants:\n  relation_weight: 0.4\n"
            + "  update_rate: 0.1\n  image_weight: 0\n  sweeps: 3\n  importance_root: 1.5\n";

    @TempDir
    private Path dir;

    @Test
    void the_built_in_profiles_have_the_constants_of_the_paper_and_of_the_demo() throws Exception {
        assertThat(ProfileFile.open("paper").constants()).isEqualTo(new ProfileConstants(.25, .05, .10, 7, 2.25));
        assertThat(ProfileFile.open("reference").constants()).isEqualTo(new ProfileConstants(.25, .05, .05, 7, 2.5));
    }

    @Test
    void a_file_is_named_by_its_name_and_the_beginning_of_its_hash() throws Exception {
        Profile profile = ProfileFile.open(write(LAB));

        assertThat(profile.id()).matches("lab@[0-9a-f]{12}");
        assertThat(profile.method()).isEqualTo(Profile.Method.REFERENCE);
        assertThat(profile.constants()).isEqualTo(new ProfileConstants(.4, .1, 0, 3, 1.5));
        assertThat(ProfileFile.open(write(LAB + "# another file\n")).id()).isNotEqualTo(profile.id());
    }

    @Test
    void what_is_written_is_read() throws Exception {
        ProfileConstants constants = new ProfileConstants(1 / 3., .05, .1, 7, Math.PI);
        ProfileFile file = new ProfileFile(1, "mine-2", "paper", ProfileFile.Constants.of(constants), null);

        assertThat(ProfileFile.open(write(file.text())).constants()).isEqualTo(constants);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: lab             | name: paper           | built in",
                "name: lab             | name: ../lab          | name must be",
                "base: reference       | base: demo            | base must be paper or reference",
                "format: 1             | format: 2             | format must be 1",
                "relation_weight: 0.4  | relation_weight: 1.4  | relation weight must be from 0 to 1, not 1.4",
                "update_rate: 0.1      | update_rate: .nan     | line 6",
                "sweeps: 3             | sweeps: 3.5           | line 8",
                "sweeps: 3             | sweeps: 1000000       | sweeps must be from 0 to 100",
                "importance_root: 1.5  | importance_root: 0    | importance root must be",
                "importance_root: 1.5  | importance_rot: 1.5   | line 9: unknown key 'importance_rot'; did you mean 'importance_root'",
                "sweeps: 3             | # none                | constants.sweeps is missing",
            })
    void a_malformed_file_is_refused_with_the_place_and_the_reason(String good, String bad, String reason)
            throws IOException {
        String file = write(LAB.replace(good, bad));

        assertThatThrownBy(() -> ProfileFile.open(file))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("lab.yaml")
                .hasMessageContaining(reason);
    }

    @Test
    void an_unknown_name_is_answered_with_the_near_one() {
        assertThatThrownBy(() -> ProfileFile.open("papper"))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("did you mean 'paper'")
                .hasMessageContaining("profile file");
        assertThatThrownBy(() -> ProfileFile.open(dir.toString())).isInstanceOf(ProfileException.class);
    }

    private String write(String text) throws IOException {
        return Files.write(dir.resolve("lab.yaml"), text.getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
