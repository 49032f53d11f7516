package io.sessmonitor.deploy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotosTest {

    @TempDir
    private Path folder;

    @Test
    void several_photographs_are_bundled_and_large_enough() throws Exception {
        assertThat(Photos.bundled())
                .hasSizeGreaterThan(4)
                .allMatch(photo -> photo.getWidth() >= 400 && photo.getHeight() >= 300);
    }

    @Test
    void pictures_of_a_folder_are_taken_by_name_and_reduced() throws Exception {
        picture("b.png", 3000, 1500);
        picture("a.JPG", 100, 80);
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        assertThat(Photos.of(folder)).extracting(BufferedImage::getWidth).containsExactly(100, 1280);
    }

    @Test
    void a_folder_with_too_few_pictures_and_a_broken_picture_are_named() throws Exception {
        picture("a.png", 10, 10);
        assertThatThrownBy(() -> Photos.of(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": needs two JPEG or PNG pictures or more, has 1");
        Path broken = Files.writeString(folder.resolve("b.png"), "not a picture");
        assertThatThrownBy(() -> Photos.of(folder)).hasMessage(broken + ": is no JPEG or PNG picture");
    }

    private void picture(String name, int width, int height) throws IOException {
        File file = folder.resolve(name).toFile();
        ImageIO.write(
                new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB),
                name.endsWith("png") ? "png" : "jpg",
                file);
    }
}
