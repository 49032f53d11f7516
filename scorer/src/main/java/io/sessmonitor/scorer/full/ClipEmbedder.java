package io.sessmonitor.scorer.full;

import io.sessmonitor.scorer.clip.ClipImageEncoder;
import io.sessmonitor.scorer.clip.NodePicture;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Embedder;
import io.sessmonitor.scorer.scenegraph.Embeddings;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.ArrayList;
import java.util.List;

/**
 * Embeds the whole picture, not reduced, and each object as the profile shows it, cut out of the reduced picture.
 * Thread-safe.
 */
final class ClipEmbedder implements Embedder<FullSegmentation> {

    /** Cut-outs held at a time. */
    private static final int CHUNK = 16;

    private final ClipImageEncoder encoder;
    private final Profile profile;

    ClipEmbedder(ClipImageEncoder encoder, Profile profile) {
        this.encoder = encoder;
        this.profile = profile;
    }

    @Override
    public Embeddings embed(RgbImage picture, FullSegmentation segmentation) throws InferenceException {
        List<RegionMask> masks = segmentation.masks();
        double[][] objects = new double[masks.size()][];
        for (int from = 0; from < objects.length; from += CHUNK) {
            List<RgbImage> pictures = new ArrayList<>(CHUNK);
            for (RegionMask mask : masks.subList(from, Math.min(from + CHUNK, objects.length))) {
                pictures.add(NodePicture.of(
                        segmentation.photo(), mask, profile, encoder.settings().meanColour()));
            }
            double[][] embedded = encoder.embed(pictures);
            System.arraycopy(embedded, 0, objects, from, embedded.length);
        }
        return new Embeddings(encoder.embed(picture), objects);
    }
}
