package io.sessmonitor.deploy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pairs the pictures of two folders by file name without extension, in the order of those names.
 *
 * @param items every picture of both folders, in exactly one item
 * @param notes what else lies in the folders and was not taken, one sentence each
 */
record FolderPairing(List<Item> items, List<String> notes) {

    /**
     * What there is under one name.
     *
     * @param name file name without extension
     * @param sent the sent picture, if there is one
     * @param received the received picture, if there is one
     * @param problem why this cannot be scored, although something is there; empty for a pair and for a lone picture
     */
    record Item(String name, Optional<Path> sent, Optional<Path> received, Optional<String> problem) {}

    private static final Set<String> EXTENSIONS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif", "jp2",
            "j2k", "jxl", "ppm", "pgm");

    static FolderPairing of(Path sentFolder, Path receivedFolder) throws IOException {
        List<String> notes = new ArrayList<>();
        Map<String, List<Path>> sent = byName(sentFolder, notes);
        Map<String, List<Path>> received = byName(receivedFolder, notes);
        Set<String> names = new TreeSet<>(sent.keySet());
        names.addAll(received.keySet());
        List<Item> items = new ArrayList<>();
        for (String name : names) {
            items.add(item(name, sent.getOrDefault(name, List.of()), received.getOrDefault(name, List.of())));
        }
        return new FolderPairing(List.copyOf(items), List.copyOf(notes));
    }

    private static Item item(String name, List<Path> sent, List<Path> received) {
        Optional<String> problem = Optional.empty();
        if (sent.size() > 1 || received.size() > 1) {
            List<String> several = new ArrayList<>();
            if (sent.size() > 1) {
                several.add(fileNames(sent) + " were sent");
            }
            if (received.size() > 1) {
                several.add(fileNames(received) + " were received");
            }
            problem = Optional.of("more than one picture of this name: " + String.join("; ", several));
        }
        return new Item(name, sent.stream().findFirst(), received.stream().findFirst(), problem);
    }

    private static String fileNames(List<Path> files) {
        return files.stream().map(f -> f.getFileName().toString()).collect(Collectors.joining(" and "));
    }

    private static Map<String, List<Path>> byName(Path folder, List<String> notes) throws IOException {
        Map<String, List<Path>> pictures = new TreeMap<>();
        List<Path> entries;
        try (Stream<Path> list = Files.list(folder)) {
            entries = list.sorted().toList();
        }
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                notes.add(entry + ": a folder; not looked into");
                continue;
            }
            Optional<String> whyNot = whyNoPicture(entry);
            if (whyNot.isPresent()) {
                notes.add(entry + ": " + whyNot.get() + "; left out");
            } else {
                pictures.computeIfAbsent(stem(entry), name -> new ArrayList<>()).add(entry);
            }
        }
        return pictures;
    }

    /** File name without its last extension; a name that begins with its only dot has none. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** By extension; a file with another or none is looked into. One that claims to be a picture stays one. */
    private static Optional<String> whyNoPicture(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot > 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return looksLikePicture(in.readNBytes(12))
                    ? Optional.empty()
                    : Optional.of("not a picture by its name or its first bytes");
        } catch (IOException e) {
            return Optional.of("not a picture by its name, and cannot be read");
        }
    }

    private static boolean looksLikePicture(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("\u00ff\u00d8\u00ff")
                || text.startsWith("\u0089PNG")
                || text.startsWith("RIFF") && text.startsWith("WEBP", 8)
                || text.startsWith("GIF8");
    }
}
