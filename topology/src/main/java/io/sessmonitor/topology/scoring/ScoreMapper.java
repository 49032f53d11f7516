package io.sessmonitor.topology.scoring;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.ObjectFate;
import io.sessmonitor.schemas.ObjectShare;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.RelationChange;
import io.sessmonitor.schemas.RelationFate;
import io.sessmonitor.schemas.ScoreExplanation;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.Side;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.metric.MetricNote;
import io.sessmonitor.scorer.scenegraph.Label;
import io.sessmonitor.topology.pair.OutcomeRecords;
import io.sessmonitor.topology.pair.ReadyPair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What the scorer says of a pair, as a record of the scores topic. Loops, not streams: it is done for each pair. */
public final class ScoreMapper {

    private static final Comparator<ObjectShare> DEAREST_FIRST =
            Comparator.comparingDouble(ObjectShare::getCost).reversed().thenComparingInt(ObjectShare::getNode);

    private ScoreMapper() {}

    /** The record of one pair's outcome. */
    public static FrameScore map(ReadyPair pair, ScoreOutcome outcome) {
        if (outcome instanceof ScoreOutcome.Scored scored) {
            return scored(record(pair, Outcome.SCORED, null), scored.score());
        }
        if (outcome instanceof ScoreOutcome.Undecodable bad) {
            return record(
                    pair,
                    Outcome.UNDECODABLE,
                    (bad.side() == Side.SENT ? "sent picture: " : "received picture: ") + bad.reason());
        }
        return record(pair, Outcome.FAILED, ((ScoreOutcome.Failed) outcome).reason());
    }

    /** How long the steps took, as the record's header: it differs from run to run, and the value must not. */
    public static Headers timings(ScoreOutcome outcome) {
        Headers headers = new RecordHeaders();
        if (outcome instanceof ScoreOutcome.Scored scored
                && !scored.score().timingsMicros().isEmpty()) {
            String text = scored.score().timingsMicros().entrySet().stream()
                    .map(step -> step.getKey() + "=" + step.getValue())
                    .collect(Collectors.joining(","));
            headers.add(ScoreCodec.TIMINGS, text.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static FrameScore record(ReadyPair pair, Outcome outcome, String reason) {
        return OutcomeRecords.of(
                pair.stream(), pair.sequence(), pair.receiver(), pair.capturedAtMicros(), pair.tags(), outcome, reason);
    }

    private static FrameScore scored(FrameScore record, SessScore score) {
        ScorerIdentity identity = score.identity();
        record.setScore(score.score());
        record.setRawScore(score.raw());
        record.setGraph(optional(score.graph()));
        record.setImage(score.image());
        // Sorted, so that the same score is the same bytes in every process.
        record.setMetrics(new TreeMap<>(score.metrics()));
        record.setMetricNotes(notes(score.metricNotes()));
        record.setProfile(identity.profile().id());
        record.setBundle(new Bundle(identity.bundleName(), identity.bundleVersion(), identity.bundleSha256()));
        if (!identity.metricBundles().isEmpty()) {
            record.setMetricBundles(metricBundles(identity));
        }
        record.setCalibration(identity.calibration().orElse(null));
        record.setExplanation(explanation(score.explanation()));
        return record;
    }

    private static List<String> notes(Set<MetricNote> from) {
        List<String> notes = new ArrayList<>(from.size());
        for (MetricNote note : from) {
            notes.add(note.name());
        }
        notes.sort(null);
        return notes;
    }

    private static Map<String, Bundle> metricBundles(ScorerIdentity identity) {
        Map<String, Bundle> bundles = new TreeMap<>();
        identity.metricBundles()
                .forEach((metric, bundle) ->
                        bundles.put(metric, new Bundle(bundle.name(), bundle.version(), bundle.sha256())));
        return bundles;
    }

    private static ScoreExplanation explanation(Explanation from) {
        List<ObjectShare> objects = new ArrayList<>();
        objects.addAll(shares(PictureSide.SENT, from.sent()));
        objects.addAll(shares(PictureSide.RECEIVED, from.received()));
        return new ScoreExplanation(from.imageCost(), objects, changes(from.relations()));
    }

    private static List<ObjectShare> shares(PictureSide side, List<Explanation.ObjectShare> from) {
        List<ObjectShare> shares = new ArrayList<>(from.size());
        for (Explanation.ObjectShare share : from) {
            shares.add(share(side, share));
        }
        shares.sort(DEAREST_FIRST);
        return shares;
    }

    private static ObjectShare share(PictureSide side, Explanation.ObjectShare share) {
        boolean partner = share.partner().isPresent();
        return ObjectShare.newBuilder()
                .setSide(side)
                .setNode(share.node())
                .setName(share.object().name())
                .setConfidence(share.object().label().map(Label::confidence).orElse(null))
                .setFate(ObjectFate.valueOf(share.fate().name()))
                .setBox(Arrays.stream(share.object().box()).boxed().toList())
                .setArea(share.object().area())
                .setImportance(share.object().importance())
                .setPartner(partner ? share.partner().getAsInt() : null)
                .setSimilarityBefore(partner ? share.similarityBefore() : null)
                .setSimilarity(partner ? share.similarity() : null)
                .setCost(share.cost())
                .build();
    }

    private static List<RelationChange> changes(List<Explanation.RelationChange> from) {
        List<RelationChange> changes = new ArrayList<>(from.size());
        for (Explanation.RelationChange change : from) {
            changes.add(RelationChange.newBuilder()
                    .setSubject(change.relation().subject())
                    .setPredicate(change.predicate())
                    .setObject(change.relation().object())
                    .setFate(RelationFate.valueOf(change.fate().name()))
                    .setReceived(change.received().orElse(null))
                    .build());
        }
        return changes;
    }

    private static Double optional(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
