package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.SceneGraphs;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.tune.GraphStore;
import io.sessmonitor.scorer.tune.PairTerms;
import io.sessmonitor.scorer.tune.Ratings;
import io.sessmonitor.scorer.tune.Sha256;
import io.sessmonitor.scorer.tune.StoredGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The pictures of a file of ratings as scene graphs, each different picture once, whatever its names.
 *
 * @param ratings one for each pair whose two pictures could be read
 * @param graphs of the pictures
 * @param sent index of each pair's sent picture in {@code graphs}
 * @param received index of each pair's received picture
 * @param picturesSha256 of the SHA-256 of all pairs' pictures in their order: what the scores depend on beside the file
 * @param problems why rows of the file were left out, one line each
 */
record RatedGraphs(
        Ratings ratings,
        List<StoredGraph> graphs,
        int[] sent,
        int[] received,
        String picturesSha256,
        List<String> problems) {

    /** More comparisons make it slower, not better. */
    private static final int MAX_COMPARISONS = 1_000_000;

    private record Seen(String sha256, StoredGraph graph) {}

    /**
     * Reads all pictures and makes the graphs that the store does not have, {@code threads} at a time.
     *
     * @param maxBytes more than this is not read of a picture: the scorer would refuse it
     * @param stop asked now and then
     * @throws CommandException if no pair is left, or it was stopped
     */
    static RatedGraphs make(
            RatingsCsv csv,
            SceneGraphs scorer,
            GraphStore store,
            int threads,
            long maxBytes,
            Console console,
            BooleanSupplier stop)
            throws InterruptedException {
        Map<Path, Future<Seen>> pictures = new LinkedHashMap<>();
        AtomicBoolean unkept = new AtomicBoolean();
        Map<Path, String> bad = new HashMap<>();
        Map<Path, Seen> good = new HashMap<>();
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        try {
            for (RatingsCsv.Row row : csv.rows()) {
                for (RatingsCsv.Pair pair : row.pairs()) {
                    for (Path picture : List.of(pair.sent(), pair.received())) {
                        pictures.computeIfAbsent(
                                picture,
                                file -> readers.submit(() -> see(file, scorer, store, maxBytes, unkept, console)));
                    }
                }
            }
            Progress progress = new Progress(console, pictures.size(), "scene graphs");
            for (Map.Entry<Path, Future<Seen>> picture : pictures.entrySet()) {
                if (stop.getAsBoolean()) {
                    throw CommandException.failed("stopped; scene graphs made so far are kept");
                }
                try {
                    good.put(picture.getKey(), picture.getValue().get());
                } catch (ExecutionException e) {
                    bad.put(picture.getKey(), reason(e.getCause()));
                }
                progress.step();
            }
            progress.clear();
        } finally {
            readers.shutdownNow();
        }
        return of(csv, good, bad);
    }

    /** Matches the pairs; to be closed. */
    PairTerms terms(SceneGraphs scorer, int threads) {
        return new PairTerms(PairTerms.Matching.of(scorer), graphs, sent, received, threads);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof PictureException || cause instanceof IOException) {
            return ErrorLines.message(cause);
        }
        throw new IllegalStateException("a picture could not be read: " + cause.getMessage(), cause);
    }

    private static Seen see(
            Path file, SceneGraphs scorer, GraphStore store, long maxBytes, AtomicBoolean unkept, Console console)
            throws IOException, PictureException, InterruptedException {
        if (Files.isDirectory(file)) {
            throw new IOException("a folder, not a picture");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
        }
        String sha256 = Sha256.hex(bytes);
        var stored = store.find(sha256);
        if (stored.isPresent()) {
            return new Seen(sha256, stored.get());
        }
        StoredGraph graph = StoredGraph.of(scorer.graph(bytes));
        try {
            store.keep(sha256, graph);
        } catch (IOException e) {
            if (!unkept.getAndSet(true)) {
                console.err().println("scene graphs are not kept for the next time: " + ErrorLines.message(e));
            }
        }
        return new Seen(sha256, graph);
    }

    private static RatedGraphs of(RatingsCsv csv, Map<Path, Seen> good, Map<Path, String> bad) {
        Map<String, Integer> graphOf = new HashMap<>();
        Map<Integer, Integer> originalOf = new HashMap<>();
        List<StoredGraph> graphs = new ArrayList<>();
        List<int[]> pairs = new ArrayList<>();
        List<Double> human = new ArrayList<>();
        List<int[]> comparisons = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        StringBuilder digests = new StringBuilder();
        for (RatingsCsv.Row row : csv.rows()) {
            List<Path> unread = row.pairs().stream()
                    .flatMap(pair -> List.of(pair.sent(), pair.received()).stream())
                    .distinct()
                    .filter(bad::containsKey)
                    .toList();
            if (!unread.isEmpty()) {
                unread.forEach(file -> problems.add(
                        csv.file() + ", line " + row.line() + ": left out: " + place(file, bad.get(file))));
                continue;
            }
            for (RatingsCsv.Pair pair : row.pairs()) {
                int[] indexes = new int[2];
                for (int side = 0; side < 2; side++) {
                    Seen seen = good.get(side == 0 ? pair.sent() : pair.received());
                    digests.append(seen.sha256());
                    indexes[side] = graphOf.computeIfAbsent(seen.sha256(), sha -> {
                        graphs.add(seen.graph());
                        return graphs.size() - 1;
                    });
                }
                pairs.add(indexes);
                human.add(pair.score());
            }
            if (row.pairs().size() == 2) {
                compare(human, pairs.size() - 2, pairs.size() - 1, comparisons);
            }
        }
        if (pairs.isEmpty()) {
            throw CommandException.failed(problems.get(0) + " (and so are all other lines)");
        }
        int[] original = pairs.stream()
                .mapToInt(p -> originalOf.computeIfAbsent(p[0], sent -> originalOf.size()))
                .toArray();
        if (csv.rows().get(0).pairs().size() == 1) {
            compareAll(human, original, comparisons);
        }
        return new RatedGraphs(
                new Ratings(original, human.stream().mapToDouble(h -> h).toArray(), thinned(comparisons)),
                graphs,
                pairs.stream().mapToInt(p -> p[0]).toArray(),
                pairs.stream().mapToInt(p -> p[1]).toArray(),
                Sha256.hex(digests.toString().getBytes(StandardCharsets.UTF_8)),
                problems);
    }

    private static String place(Path file, String reason) {
        return reason.startsWith(file.toString()) ? reason : file + ": " + reason;
    }

    /** Pairs are compared with all others of the same original. */
    private static void compareAll(List<Double> human, int[] original, List<int[]> comparisons) {
        Map<Integer, List<Integer>> byOriginal = new LinkedHashMap<>();
        for (int p = 0; p < original.length; p++) {
            byOriginal.computeIfAbsent(original[p], o -> new ArrayList<>()).add(p);
        }
        for (List<Integer> same : byOriginal.values()) {
            for (int i = 0; i < same.size(); i++) {
                for (int j = i + 1; j < same.size() && comparisons.size() < 4 * MAX_COMPARISONS; j++) {
                    compare(human, same.get(i), same.get(j), comparisons);
                }
            }
        }
    }

    private static void compare(List<Double> human, int i, int j, List<int[]> comparisons) {
        double first = human.get(i);
        double second = human.get(j);
        if (first != second) {
            comparisons.add(first > second ? new int[] {i, j} : new int[] {j, i});
        }
    }

    private static List<int[]> thinned(List<int[]> comparisons) {
        int every = (comparisons.size() + MAX_COMPARISONS - 1) / MAX_COMPARISONS;
        List<int[]> kept = new ArrayList<>();
        for (int c = 0; c < comparisons.size(); c += Math.max(1, every)) {
            kept.add(comparisons.get(c));
        }
        return kept;
    }
}
