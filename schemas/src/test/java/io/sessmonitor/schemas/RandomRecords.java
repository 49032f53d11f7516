package io.sessmonitor.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Valid frames and scores out of a seed. */
public final class RandomRecords {

    private static final String[] ALPHABET = {"a", "Z", "0", "-", "_", "/", ".", " ", "é", "漢", "😀", "ß"};

    private final Random random;

    public RandomRecords(long seed) {
        random = new Random(seed);
    }

    public Frame sentFrame() {
        return frame(null);
    }

    public Frame receivedFrame() {
        return frame(name(12));
    }

    private Frame frame(String receiver) {
        byte[] picture = new byte[random.nextInt(200)];
        random.nextBytes(picture);
        Object payload = ByteBuffer.wrap(picture);
        return Frame.newBuilder()
                .setStream(name(20))
                .setSequence(random.nextInt(8) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(100_000))
                .setReceiver(receiver)
                .setCapturedAt(time())
                .setPayload(payload)
                .setMediaType(random.nextBoolean() ? "image/jpeg" : "")
                .setTags(texts())
                .build();
    }

    public Frame claimFrame() {
        Frame frame = sentFrame();
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        frame.setPayload(new ClaimCheck("file:/pictures/" + name(5), new Sha256(hash), (long) random.nextInt(1 << 20)));
        return frame;
    }

    public FrameScore score() {
        FrameScore.Builder score = FrameScore.newBuilder()
                .setStream(name(20))
                .setReceiver(name(12))
                .setSequence(random.nextInt(100_000))
                .setCapturedAt(time())
                .setOutcome(Outcome.values()[random.nextInt(Outcome.values().length)])
                .setTags(texts())
                .setMetrics(Map.of("psnr", random.nextDouble() * 60));
        if (random.nextBoolean()) {
            score.setScore(random.nextDouble())
                    .setRawScore(random.nextGaussian())
                    .setReason(name(30));
            score.setBundle(new Bundle("lite", "1", "00ff"));
            score.setExplanation(new ScoreExplanation(random.nextDouble(), objects(), List.of()));
            score.setMetricBundles(random.nextBoolean() ? null : Map.of("lpips", new Bundle("mini", "2", "ff00")));
            score.setCalibration(random.nextBoolean() ? null : "0123456789ab");
        }
        return score.build();
    }

    public LinkAggregate aggregate() {
        long size = 500L << random.nextInt(10);
        Instant start = Instant.ofEpochMilli(size * random.nextInt(1_000_000));
        LinkAggregate.Builder aggregate = LinkAggregate.newBuilder()
                .setStream(name(20))
                .setReceiver(name(12))
                .setWindowStart(start)
                .setWindowEnd(start.plusMillis(size))
                .setWindowSize(size)
                .setIsFinal(random.nextBoolean())
                .setFrames(random.nextInt(1000))
                .setOutcomes(Map.of("SCORED", (long) random.nextInt(1000)))
                .setScored(random.nextInt(1000))
                .setMostLost(List.of());
        if (random.nextBoolean()) {
            aggregate
                    .setMean(random.nextDouble())
                    .setMin(0.0)
                    .setP50(random.nextDouble())
                    .setMetrics(Map.of("psnr", random.nextDouble()))
                    .setMetricCounts(Map.of("psnr", 3L))
                    .setMostLost(List.of(new LostObject(name(10), 2L, random.nextDouble())))
                    .setProfile("paper")
                    .setSketch(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        return aggregate.build();
    }

    private List<ObjectShare> objects() {
        List<ObjectShare> objects = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            objects.add(ObjectShare.newBuilder()
                    .setSide(PictureSide.SENT)
                    .setNode(i)
                    .setName(name(10))
                    .setFate(ObjectFate.LOST)
                    .setBox(List.of(0.0, 0.25, 0.5, 1.0))
                    .setArea(random.nextDouble())
                    .setImportance(random.nextDouble())
                    .setCost(random.nextDouble())
                    .build());
        }
        return objects;
    }

    private Instant time() {
        return Instant.EPOCH.plus(random.nextLong(4_000_000_000_000_000L), ChronoUnit.MICROS);
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            texts.put(name(8), random.nextBoolean() ? "" : name(40));
        }
        return texts;
    }

    private String name(int longest) {
        StringBuilder name = new StringBuilder();
        for (int i = 1 + random.nextInt(longest); i > 0; i--) {
            name.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return name.toString();
    }
}
