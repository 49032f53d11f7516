package io.sessmonitor.scorer.benchmark;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.metric.Metric;
import io.sessmonitor.scorer.metric.MetricInput;
import io.sessmonitor.scorer.metric.Metrics;
import io.sessmonitor.scorer.metric.Pictures;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one metric of pixels for a pair of 768x512 on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MetricBenchmark {

    @Param({"mse", "psnr", "ssim", "ssim_rgb", "ms_ssim"})
    public String metric;

    private Metric measured;
    private RgbImage sent;
    private RgbImage received;

    @Setup
    public void makePair() throws Exception {
        measured = Metrics.named(List.of(metric), List.of()).get(0);
        sent = PictureResize.resize(Pictures.golden("coffee"), 768, 512, PictureResize.Filter.TRIANGLE);
        received = Pictures.noisy(sent, new Random(1), 10);
    }

    @Benchmark
    public double value() throws Exception {
        // A pair keeps what metrics share, so each time another.
        return measured.of(MetricInput.of(sent, received)).orElseThrow();
    }
}
