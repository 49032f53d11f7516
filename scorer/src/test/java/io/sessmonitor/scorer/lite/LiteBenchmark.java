package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Embeddings;
import io.sessmonitor.scorer.scenegraph.Label;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneGraphBuilder;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time on one core of each step of the lite recipe for a photo of 640x480, which becomes 512x384 for the network. Where
 * other work shares the machine, read the CPU time that {@code CpuTimeProfiler} adds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LiteBenchmark {

    private final SceneGraphModels<LiteSegmentation> models = Golden.models(Profile.PAPER);
    private final LiteNetwork network = new LiteNetwork(Golden.NETWORK, Golden.SETTINGS);
    private final LiteSegmenter segmenter = new LiteSegmenter(network, Golden.SETTINGS);
    private RgbImage picture;
    private LiteSegmentation segmentation;
    private Embeddings embeddings;
    private List<Relation> relations;

    @Setup
    public void segmentOnce() throws Exception {
        RgbImage pagoda = Golden.picture("pagoda");
        picture = new RgbImage(
                640,
                480,
                PictureResize.resize(
                        pagoda.rgb(), 3, pagoda.width(), pagoda.height(), 640, 480, PictureResize.Filter.TRIANGLE));
        segmentation = segmenter.segment(picture, StageTimes.start());
        embeddings = models.embedder().embed(picture, segmentation);
        relations = models.relations().relations(segmentation);
    }

    @Benchmark
    public byte[] resize() {
        return PictureResize.resize(picture.rgb(), 3, 640, 480, 512, 384, PictureResize.Filter.TRIANGLE);
    }

    @Benchmark
    public Object resizeAndNetwork() throws Exception {
        return network.run(picture, StageTimes.start());
    }

    @Benchmark
    public Object superpixels() {
        return new SuperpixelGraph(Superpixels.of(segmentation.maps(), Golden.SETTINGS), segmentation.maps());
    }

    @Benchmark
    public Object mergingAllLevels() {
        return RegionMerging.levels(segmentation.graph(), Golden.SETTINGS);
    }

    @Benchmark
    public Object nodes() {
        return NodeSelection.of(segmentation.graph(), segmentation.levels(), Golden.SETTINGS.duplicateIou());
    }

    @Benchmark
    public Embeddings embeddings() throws Exception {
        return models.embedder().embed(picture, segmentation);
    }

    @Benchmark
    public List<Relation> relations() throws Exception {
        return models.relations().relations(segmentation);
    }

    @Benchmark
    public double[] importance() {
        double[] saliency = models.importance().saliency(picture, segmentation.masks());
        return models.importance().weights(saliency, relations);
    }

    @Benchmark
    public void labels(Blackhole out) {
        for (double[] embedding : embeddings.objects()) {
            Optional<Label> label = models.labeller().label(embedding);
            out.consume(label);
        }
    }

    @Benchmark
    public SceneGraph everything() throws Exception {
        return new SceneGraphBuilder<>(models).build(picture);
    }
}
