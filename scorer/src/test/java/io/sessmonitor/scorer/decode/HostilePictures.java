package io.sessmonitor.scorer.decode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The program that {@link HostilePicturesTest} runs in a JVM of its own: decodes many hostile pictures and tells how
 * each kind ended. {@code HostilePictures FOLDER COUNT SEED [KEEP]}; a file that ends in anything else than a picture or
 * a {@link PictureException} is written to KEEP, to be looked at.
 */
public final class HostilePictures {

    /** Small, so that a picture that takes more memory than its pixels need fails in a small heap. */
    static final DecodeLimits LIMITS = new DecodeLimits(1 << 20, 1 << 20, 64, Duration.ofSeconds(10));

    private HostilePictures() {}

    public static void main(String[] args) throws IOException {
        PictureMutator mutator = new PictureMutator(pictures(Path.of(args[0])), Long.parseLong(args[2]));
        PictureDecoder decoder = new PictureDecoder(LIMITS);
        Map<PictureException.Fault, Integer> faults = new EnumMap<>(PictureException.Fault.class);
        int decoded = 0;
        int count = Integer.parseInt(args[1]);
        for (int i = 0; i < count; i++) {
            byte[] picture = mutator.next();
            try {
                decoder.decode(picture);
                decoded++;
            } catch (PictureException e) {
                if (e.getMessage().isBlank()) {
                    throw new IllegalStateException("picture " + i + " has no reason", e);
                }
                faults.merge(e.fault(), 1, Integer::sum);
            } catch (RuntimeException | Error e) {
                if (args.length > 3) {
                    Files.write(Path.of(args[3]), picture);
                }
                throw new IllegalStateException("picture " + i + " of seed " + args[2] + " ended in " + e, e);
            }
        }
        System.out.println(count + " pictures, seed " + args[2] + ": " + decoded + " decoded, " + faults);
    }

    private static List<byte[]> pictures(Path folder) throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> !f.toString().endsWith(".py")).sorted().toList()) {
                pictures.add(Files.readAllBytes(file));
            }
        }
        return pictures;
    }
}
