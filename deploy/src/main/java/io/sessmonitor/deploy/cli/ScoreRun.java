package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.Side;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Scores items in parallel and hands their rows on in the items' order. Runs on the caller's thread; how far it reads
 * ahead is bounded by what the scorer takes and by {@link #LOOK_AHEAD}.
 */
final class ScoreRun {

    private static final int LOOK_AHEAD = 32;

    /** Takes a row, with the pictures' bytes when both could be read. */
    interface RowSink {
        void accept(ScoreRow row, Optional<PicturePair> pictures) throws IOException;
    }

    private record Pending(ScoreRow row, Optional<PicturePair> pictures, CompletableFuture<ScoreOutcome> outcome) {}

    private final SessScorer scorer;
    private final long maxBytes;
    private final RowSink sink;
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** @param maxBytes more than this is not read of a file: the scorer would refuse it */
    ScoreRun(SessScorer scorer, long maxBytes, RowSink sink) {
        this.scorer = scorer;
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    void run(List<FolderPairing.Item> items) throws IOException, InterruptedException {
        for (FolderPairing.Item item : items) {
            while (pending.size() >= LOOK_AHEAD) {
                finishFirst();
            }
            start(item);
            while (!pending.isEmpty() && done(pending.peekFirst())) {
                finishFirst();
            }
        }
        while (!pending.isEmpty()) {
            finishFirst();
        }
    }

    private static boolean done(Pending first) {
        return first.outcome() == null || first.outcome().isDone();
    }

    private void start(FolderPairing.Item item) throws IOException, InterruptedException {
        Optional<String> sent = item.sent().map(Path::toString);
        Optional<String> received = item.received().map(Path::toString);
        Optional<ScoreRow> bad = unscorable(item, sent, received);
        if (bad.isPresent()) {
            pending.addLast(new Pending(bad.get(), Optional.empty(), null));
            return;
        }
        byte[][] bytes = new byte[2][];
        for (Side side : Side.values()) {
            Path file = side == Side.SENT
                    ? item.sent().orElseThrow()
                    : item.received().orElseThrow();
            try {
                bytes[side.ordinal()] = read(file);
            } catch (IOException e) {
                ScoreRow row = ScoreRow.of(
                        item.name(), sent, received, new ScoreOutcome.Undecodable(side, ErrorLines.message(e)));
                pending.addLast(new Pending(row, Optional.empty(), null));
                return;
            }
        }
        PicturePair pair = new PicturePair(bytes[0], bytes[1]);
        ScoreRow row = ScoreRow.unscored(item.name(), sent, received, ScoreRow.Outcome.FAILED, "not scored");
        pending.addLast(new Pending(row, Optional.of(pair), offer(pair)));
    }

    /** Waits for the first in work while the scorer has no room; a pair that never finds room is scored alone. */
    private CompletableFuture<ScoreOutcome> offer(PicturePair pair) throws IOException, InterruptedException {
        Optional<CompletableFuture<ScoreOutcome>> taken = scorer.offer(pair);
        while (taken.isEmpty() && !pending.isEmpty()) {
            finishFirst();
            taken = scorer.offer(pair);
        }
        return taken.isPresent() ? taken.get() : CompletableFuture.completedFuture(scorer.score(pair));
    }

    private static Optional<ScoreRow> unscorable(
            FolderPairing.Item item, Optional<String> sent, Optional<String> received) {
        if (item.problem().isPresent()) {
            return Optional.of(ScoreRow.unscored(
                    item.name(),
                    sent,
                    received,
                    ScoreRow.Outcome.FAILED,
                    item.problem().get()));
        }
        if (received.isEmpty()) {
            return Optional.of(ScoreRow.unscored(
                    item.name(), sent, received, ScoreRow.Outcome.MISSING, "no received picture of this name"));
        }
        if (sent.isEmpty()) {
            return Optional.of(ScoreRow.unscored(
                    item.name(), sent, received, ScoreRow.Outcome.ORPHAN, "no sent picture of this name"));
        }
        return Optional.empty();
    }

    private byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("a folder, not a picture");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
        }
    }

    private void finishFirst() throws IOException, InterruptedException {
        Pending first = pending.removeFirst();
        if (first.outcome() == null) {
            sink.accept(first.row(), Optional.empty());
            return;
        }
        ScoreOutcome outcome;
        try {
            outcome = first.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the scorer broke its promise never to fail", e.getCause());
        }
        ScoreRow row = first.row();
        sink.accept(ScoreRow.of(row.name(), row.sent(), row.received(), outcome), first.pictures());
    }
}
