package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.deploy.cli.FolderPairing.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPairingTest {

    @TempDir
    Path dir;

    private Path sent;
    private Path received;

    @BeforeEach
    void folders() throws IOException {
        sent = Files.createDirectory(dir.resolve("sent"));
        received = Files.createDirectory(dir.resolve("received"));
    }

    @Test
    void pictures_pair_by_name_whatever_their_extension_in_the_order_of_names() throws IOException {
        file(sent, "b.png");
        file(sent, "a.jpg");
        file(received, "a.WEBP");
        file(received, "b.jpeg");

        FolderPairing pairing = FolderPairing.of(sent, received);

        assertThat(pairing.items()).extracting(Item::name).containsExactly("a", "b");
        assertThat(pairing.items()).allSatisfy(item -> {
            assertThat(item.sent()).isPresent();
            assertThat(item.received()).isPresent();
            assertThat(item.problem()).isEmpty();
        });
        assertThat(pairing.notes()).isEmpty();
    }

    @Test
    void a_picture_without_partner_is_an_item_of_its_own_on_either_side() throws IOException {
        file(sent, "gone.jpg");
        file(received, "new.jpg");

        FolderPairing pairing = FolderPairing.of(sent, received);

        assertThat(pairing.items()).extracting(Item::name).containsExactly("gone", "new");
        assertThat(pairing.items().get(0).received()).isEmpty();
        assertThat(pairing.items().get(1).sent()).isEmpty();
    }

    @Test
    void only_the_last_extension_is_cut_off() throws IOException {
        file(sent, "frame.0001.png");
        file(sent, "frame.0002.png");
        file(received, "frame.0001.jpg");
        file(received, "frame.0002.jpg");

        assertThat(FolderPairing.of(sent, received).items())
                .extracting(Item::name)
                .containsExactly("frame.0001", "frame.0002");
    }

    @Test
    void two_pictures_of_one_name_on_one_side_are_not_guessed_at() throws IOException {
        file(sent, "a.jpg");
        file(sent, "a.png");
        file(received, "a.jpg");

        assertThat(FolderPairing.of(sent, received).items())
                .singleElement()
                .satisfies(item -> assertThat(item.problem())
                        .contains("more than one picture of this name: a.jpg and a.png were sent"));
    }

    @Test
    void what_is_no_picture_is_noted_and_never_passed_over_silently() throws IOException {
        file(sent, "a.jpg");
        file(received, "a.jpg");
        file(sent, "notes.txt");
        file(received, ".hidden");
        Files.createDirectory(received.resolve("more"));

        FolderPairing pairing = FolderPairing.of(sent, received);

        assertThat(pairing.items()).hasSize(1);
        assertThat(pairing.notes())
                .hasSize(3)
                .anySatisfy(note -> assertThat(note).contains("notes.txt", "not a picture", "left out"))
                .anySatisfy(note -> assertThat(note).contains(".hidden", "not a picture"))
                .anySatisfy(note -> assertThat(note).contains("more", "not looked into"));
    }

    @Test
    void a_picture_without_extension_is_known_by_its_first_bytes() throws IOException {
        Files.write(sent.resolve("img1"), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0});
        file(received, "img1.png");

        assertThat(FolderPairing.of(sent, received).items())
                .singleElement()
                .satisfies(item -> assertThat(item.sent()).isPresent());
    }

    @Test
    void a_text_that_calls_itself_a_picture_is_taken_for_one_so_that_its_row_says_what_it_is() throws IOException {
        Files.writeString(sent.resolve("a.jpg"), "no picture");
        Files.createFile(received.resolve("a.jpg"));

        assertThat(FolderPairing.of(sent, received).items()).hasSize(1);
    }

    private static void file(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name), "x");
    }
}
