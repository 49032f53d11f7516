package io.sessmonitor.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a bundle's files lie. File names are checked here, once, for every kind of place. */
interface BundleSource {

    /** Names the place in messages. */
    String describe();

    /** @throws NoSuchFileException if there is no such file */
    InputStream open(String file) throws IOException;

    /** Where the file lies on disk; nothing for places that are no folders. */
    default Optional<Path> path(String file) {
        return Optional.empty();
    }

    /** A bundle inside the jar. */
    record Resources(String root) implements BundleSource {
        @Override
        public String describe() {
            return "embedded " + root;
        }

        @Override
        public InputStream open(String file) throws IOException {
            InputStream in = BundleSource.class.getClassLoader().getResourceAsStream(root + "/" + file);
            if (in == null) {
                throw new NoSuchFileException(root + "/" + file);
            }
            return in;
        }
    }

    /** A bundle on disk. A link that leads out of the folder is refused like any other way out. */
    record Folder(Path root) implements BundleSource {
        @Override
        public String describe() {
            return root.toString();
        }

        @Override
        public InputStream open(String file) throws IOException {
            Path path = root.resolve(file);
            if (!Files.isRegularFile(path)) {
                throw new NoSuchFileException(path.toString());
            }
            if (!path.toRealPath().startsWith(root.toRealPath())) {
                throw new IOException(file + " is a link that leads out of the bundle");
            }
            return Files.newInputStream(path);
        }

        @Override
        public Optional<Path> path(String file) {
            return Optional.of(root.resolve(file));
        }
    }

    /** Letters, digits, dot, dash, underscore; folders by slash; nothing hidden, so no {@code ..} and no absolute path. */
    Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7}");

    static boolean isSafe(String file) {
        return SAFE_NAME.matcher(file).matches();
    }
}
