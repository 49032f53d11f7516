package io.sessmonitor.dashboards;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.ObjectFate;
import io.sessmonitor.schemas.ObjectShare;
import io.sessmonitor.schemas.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps, for each link, what the live page and the terminal show. Bounded: at most {@value #MAX_LINKS} links, and for
 * each a fixed number of frames and object names.
 *
 * <p>Thread-safe: one lock guards everything; nobody calls out while holding it.
 */
public final class LinkBoard {

    /** More links than this are counted together under {@value #OTHER_LINKS}. */
    static final int MAX_LINKS = 500;

    static final String OTHER_LINKS = "(other links)";
    static final int QUANTILE_FRAMES = 1000;
    private static final int RECENT_FRAMES = 120;
    private static final int MAX_NAMES = 200;
    private static final int SHOWN_NAMES = 5;

    private final Map<String, Link> links = new TreeMap<>();
    private long version;

    /** Takes one score in and wakes those who wait for a change. */
    public synchronized void accept(FrameScore score) {
        String name = score.getStream() + ">" + score.getReceiver();
        if (!links.containsKey(name) && links.size() >= MAX_LINKS) {
            name = OTHER_LINKS;
        }
        links.computeIfAbsent(name, n -> new Link()).accept(score);
        version++;
        notifyAll();
    }

    /** All links in alphabetic order. */
    public synchronized List<LinkState> links() {
        List<LinkState> states = new ArrayList<>(links.size());
        links.forEach((name, link) -> states.add(link.state(name)));
        return states;
    }

    /** Changes whenever a score came in. */
    public synchronized long version() {
        return version;
    }

    /** Waits until {@link #version} differs from {@code seen}, the time is over or {@link #wake} is called. */
    synchronized long awaitChange(long seen, long millis) throws InterruptedException {
        if (version == seen) {
            wait(millis);
        }
        return version;
    }

    /** Wakes all who wait, changed or not: the server is closing. */
    synchronized void wake() {
        notifyAll();
    }

    private static final class Link {
        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private final Deque<LinkState.RecentFrame> recent = new ArrayDeque<>();
        private final Map<String, Loss> losses = new HashMap<>();
        private final double[] lastScores = new double[QUANTILE_FRAMES];
        private long scored;
        private double now;
        private double sum;
        private double min = Double.POSITIVE_INFINITY;
        private long psnrs;
        private double psnrSum;
        private String lastReason;

        void accept(FrameScore s) {
            outcomes.merge(s.getOutcome(), 1L, Long::sum);
            if (s.getReason() != null) {
                lastReason = s.getReason();
            }
            if (recent.size() == RECENT_FRAMES) {
                recent.removeFirst();
            }
            recent.addLast(
                    new LinkState.RecentFrame(s.getSequence(), s.getOutcome().name(), s.getScore()));
            if (s.getScore() == null) {
                return;
            }
            now = s.getScore();
            lastScores[(int) (scored++ % QUANTILE_FRAMES)] = now;
            sum += now;
            min = Math.min(min, now);
            Double psnr = s.getMetrics().get("psnr");
            if (psnr != null) {
                psnrs++;
                psnrSum += psnr;
            }
            if (s.getExplanation() != null) {
                for (ObjectShare o : s.getExplanation().getObjects()) {
                    if (o.getFate() == ObjectFate.LOST) {
                        lost(o);
                    }
                }
            }
        }

        private void lost(ObjectShare o) {
            if (!losses.containsKey(o.getName()) && losses.size() >= MAX_NAMES) {
                losses.values().stream()
                        .min(Comparator.comparingDouble(l -> l.cost))
                        .ifPresent(losses.values()::remove);
            }
            Loss loss = losses.computeIfAbsent(o.getName(), n -> new Loss());
            loss.times++;
            loss.cost += o.getCost();
            loss.named |= o.getConfidence() != null;
        }

        LinkState state(String name) {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (Outcome o : Outcome.values()) {
                counts.put(o.name(), outcomes.getOrDefault(o, 0L));
            }
            // Over many frames "person" says more than "small region, left": what the bundle could name comes first.
            List<LinkState.LostObject> mostLost = losses.entrySet().stream()
                    .sorted(Comparator.comparing((Map.Entry<String, Loss> e) -> !e.getValue().named)
                            .thenComparing(e -> -e.getValue().cost)
                            .thenComparing(e -> -e.getValue().times)
                            .thenComparing(Map.Entry::getKey))
                    .map(e -> new LinkState.LostObject(e.getKey(), e.getValue().times, e.getValue().cost))
                    .limit(SHOWN_NAMES)
                    .toList();
            LinkState.Score score = scored == 0 ? null : new LinkState.Score(now, sum / scored, min, lowQuantile());
            return new LinkState(
                    name,
                    counts,
                    score,
                    psnrs == 0 ? null : psnrSum / psnrs,
                    mostLost,
                    List.copyOf(recent),
                    lastReason);
        }

        private double lowQuantile() {
            double[] sorted = Arrays.copyOf(lastScores, (int) Math.min(scored, QUANTILE_FRAMES));
            Arrays.sort(sorted);
            return sorted[(int) Math.floor(0.05 * (sorted.length - 1))];
        }
    }

    private static final class Loss {
        private long times;
        private double cost;
        private boolean named;
    }
}
