package io.sessmonitor.scorer.full;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.decode.Thumbnail;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.sam.SamMask;
import io.sessmonitor.scorer.sam.SegmentAnything;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.Segmenter;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Finds all masks of a picture and keeps those that are related to another. Thread-safe. */
final class FullSegmenter implements Segmenter<FullSegmentation> {

    private final SegmentAnything everything;
    private final RelationHead head;
    private final RelationSelection selection;
    private final int maxWidth;

    /** @param maxWidth wider pictures are reduced to it, pixels */
    FullSegmenter(SegmentAnything everything, RelationHead head, RelationSelection selection, int maxWidth) {
        this.everything = everything;
        this.head = head;
        this.selection = selection;
        this.maxWidth = maxWidth;
    }

    @Override
    public FullSegmentation segment(RgbImage picture, StageTimes times) throws InferenceException {
        RgbImage photo = Thumbnail.noWiderThan(picture, maxWidth);
        List<SamMask> masks = everything.masks(photo, times);
        if (masks.size() < 2) {
            return new FullSegmentation(photo, masks.stream().map(SamMask::mask).toList(), List.of());
        }
        float[] scores = head.scores(masks);
        times.lap(StageTimes.NETWORK);
        FullSegmentation related = related(photo, masks, selection.select(scores, masks.size()));
        times.lap("relations");
        return related;
    }

    /** Only masks that have a relation, in their order, and the relations between them. */
    private static FullSegmentation related(RgbImage photo, List<SamMask> masks, List<Relation> relations) {
        TreeSet<Integer> used = new TreeSet<>();
        for (Relation relation : relations) {
            used.add(relation.subject());
            used.add(relation.object());
        }
        List<Integer> nodes = List.copyOf(used);
        int[] places = new int[masks.size()];
        List<RegionMask> kept = new ArrayList<>(nodes.size());
        for (int node : nodes) {
            places[node] = kept.size();
            kept.add(masks.get(node).mask());
        }
        return new FullSegmentation(
                photo,
                kept,
                relations.stream()
                        .map(r -> new Relation(places[r.subject()], r.predicate(), places[r.object()], r.confidence()))
                        .toList());
    }
}
