package io.sessmonitor.deploy.demo;

import io.sessmonitor.dashboards.LinkBoard;
import io.sessmonitor.dashboards.LinkState;
import io.sessmonitor.dashboards.LiveServer;
import io.sessmonitor.dashboards.LiveServerException;
import io.sessmonitor.deploy.broker.BrokerException;
import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.deploy.cli.ScorerFactory;
import io.sessmonitor.deploy.testbed.PanZoomSource;
import io.sessmonitor.deploy.testbed.Photos;
import io.sessmonitor.deploy.testbed.StandardLinks;
import io.sessmonitor.deploy.testbed.Testbed;
import io.sessmonitor.deploy.testbed.TestbedLink;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.MonitorConfigException;
import io.sessmonitor.topology.runtime.MonitorApp;
import io.sessmonitor.topology.runtime.StartupException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run of the demo: starts everything, sends frames, waits for their outcomes, reports.
 *
 * <p>{@link #run} is called once and does its work on the caller's thread, which owns the testbed; the scores come in on
 * the feed's thread and the view is called on a thread of its own while frames are under way. {@link #stop} may be
 * called from any thread.
 */
public final class Demo {

    static final String STREAM = "camera";

    private static final int WIDTH = 448;
    private static final int HEIGHT = 336;

    /** Frames of a scene: a few seconds at the rate of a small machine. */
    private static final int FRAMES_PER_SCENE = 6;

    /** Seconds of a scene when the rate is known beforehand. */
    private static final double SCENE_SECONDS = 4;

    private static final int PARTITIONS = 2;

    /** No outcome for this long while some are awaited: something is wrong. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(90);

    private static final long TICK_NANOS = 500_000_000L;

    private final DemoSettings settings;
    private final ScorerFactory scorers;
    private final DemoView view;
    private final Clock clock;
    private final LinkBoard board = new LinkBoard();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean sending = true;
    private volatile long sent;
    private volatile long received;

    public Demo(DemoSettings settings, ScorerFactory scorers, DemoView view, Clock clock) {
        this.settings = settings;
        this.scorers = scorers;
        this.view = view;
        this.clock = clock;
    }

    /** Ends the sending, and the keeping afterwards; the outcomes of what was sent are still awaited. */
    public void stop() {
        stopping.countDown();
    }

    /**
     * Runs the demo.
     *
     * @param summary is given the report as soon as there is one, before anything is kept running
     * @return the report
     * @throws DemoException if something cannot be started or fails
     */
    public DemoReport run(Consumer<DemoReport> summary) throws InterruptedException {
        PanZoomSource camera = camera();
        List<TestbedLink> links = StandardLinks.over(camera, settings.seed());
        OutcomeLedger ledger = new OutcomeLedger(
                STREAM, links.stream().map(TestbedLink::receiver).toList());
        Pacer pacer = new Pacer(STREAM, settings.fps(), links.size());
        try (Resources resources = new Resources()) {
            Monitored monitored = start(resources, links, List.of(board::accept, ledger, pacer));
            KafkaFrameSink sink = new KafkaFrameSink(
                    monitored.broker().bootstrapServers(),
                    FrameFormat.AVRO.writer(monitored.codec()),
                    monitored.config().topics().sent(),
                    monitored.config().topics().received());
            resources.onClose(sink::close);
            Testbed testbed = new Testbed(STREAM, camera, links, sink, clock);

            long begin = System.nanoTime();
            ScheduledExecutorService shower = showing(links, ledger, begin);
            try {
                send(testbed, pacer, monitored, begin);
                sending = false;
                sink.flush();
                awaitOutcomes(ledger, monitored);
            } finally {
                shower.shutdownNow();
                shower.awaitTermination(10, TimeUnit.SECONDS);
            }
            view.show(progress(links, ledger, begin));
            DemoReport report = report(links, ledger);
            summary.accept(report);
            if (settings.keep() && stopping.getCount() > 0) {
                view.say("Still running: broker " + monitored.broker().bootstrapServers() + ", registry "
                        + monitored.config().registry().url() + ". Ctrl-C ends it.");
                keep(monitored);
            }
            return report;
        }
    }

    /** What was started and is asked for later. */
    private record Monitored(
            EmbeddedBroker broker, MonitorConfig config, WireCodec codec, MonitorApp app, ScoreFeed feed) {

        /** Fails as soon as a part has failed. */
        void check() {
            app.failure().ifPresent(failure -> {
                throw new DemoException("the monitor has stopped: " + failure.getMessage(), failure);
            });
            feed.failure().ifPresent(failure -> {
                throw new DemoException("the scores cannot be read any more: " + failure.getMessage(), failure);
            });
        }
    }

    private Monitored start(Resources resources, List<TestbedLink> links, List<ScoreListener> listeners) {
        // The broker and the models both take seconds, so they start side by side.
        CompletableFuture<EmbeddedBroker> starting = CompletableFuture.supplyAsync(EmbeddedBroker::startTemporary);
        resources.onClose(() -> starting.handle((broker, failure) -> {
                    if (broker != null) {
                        broker.close();
                    }
                    return null;
                })
                .join());
        LiveServer page = page();
        if (page != null) {
            resources.onClose(page::close);
        }
        view.say("Starting broker, registry and scorer ...");
        MonitorConfig plain = config(Map.of());
        SessScorer scorer;
        try {
            scorer = scorers.create(plain.scorerSettings());
        } catch (BundleException | DeviceException e) {
            throw new DemoException("the scorer cannot be made: " + e.getMessage(), e);
        }
        resources.onClose(scorer::close);
        EmbeddedBroker broker = joined(starting);
        EmbeddedRegistry registry = EmbeddedRegistry.start(0);
        resources.onClose(registry::close);

        MonitorConfig config = config(Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "kafka.state.dir", broker.directory().resolve("streams").toString(),
                "registry.url", registry.url(),
                "links",
                        links.stream()
                                .map(link -> STREAM + ">" + link.receiver())
                                .collect(Collectors.joining(","))));
        MonitorApp app = new MonitorApp(config, scorer, config.registry().codec());
        resources.onClose(app::close);
        try {
            app.start();
        } catch (StartupException e) {
            throw new DemoException(e.getMessage(), e);
        }
        // The demo's own codec: the monitor closes the one it was given.
        WireCodec codec = config.registry().codec();
        resources.onClose(codec::close);
        ScoreFeed feed =
                ScoreFeed.start(broker.bootstrapServers(), config.topics().scores(), new ScoreCodec(codec), listeners);
        resources.onClose(feed::close);
        view.say("Broker " + broker.bootstrapServers() + ", registry " + registry.url()
                + (page == null ? "" : ", live page " + page.url()));
        view.say("Sending for " + settings.duration().toSeconds() + " s over " + links.size()
                + " links; Ctrl-C ends it sooner.");
        return new Monitored(broker, config, codec, app, feed);
    }

    private static MonitorConfig config(Map<String, String> more) {
        Map<String, String> flat = new TreeMap<>(Map.of(
                "kafka.application.id", "sess-monitor-demo",
                "topics.create", "true",
                "topics.partitions", Integer.toString(PARTITIONS),
                "topics.replication", "1"));
        flat.putAll(more);
        try {
            return MonitorConfig.of(flat);
        } catch (MonitorConfigException e) {
            throw new DemoException("the demo's own configuration is refused: " + e.getMessage(), e);
        }
    }

    private static EmbeddedBroker joined(CompletableFuture<EmbeddedBroker> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BrokerException known) {
                throw known;
            }
            throw new DemoException("the embedded broker does not start: " + e.getCause(), e.getCause());
        }
    }

    private LiveServer page() {
        if (settings.page().isEmpty()) {
            return null;
        }
        try {
            return LiveServer.start(board, settings.page().getAsInt());
        } catch (LiveServerException e) {
            if (settings.pageMayMove()) {
                return LiveServer.start(board, 0);
            }
            throw e;
        }
    }

    private PanZoomSource camera() {
        try {
            List<BufferedImage> photos =
                    settings.photos().isPresent() ? Photos.of(settings.photos().get()) : Photos.bundled();
            int framesPerScene = settings.fps().isPresent()
                    ? (int) Math.max(2, Math.round(settings.fps().getAsDouble() * SCENE_SECONDS))
                    : FRAMES_PER_SCENE;
            return new PanZoomSource(photos, settings.seed(), framesPerScene, WIDTH, HEIGHT);
        } catch (IOException e) {
            throw new DemoException("the photographs cannot be read: " + e.getMessage(), e);
        }
    }

    private void send(Testbed testbed, Pacer pacer, Monitored monitored, long begin) throws InterruptedException {
        long end = begin + settings.duration().toNanos();
        while (stopping.getCount() > 0 && System.nanoTime() - end < 0) {
            monitored.check();
            if (pacer.awaitTurn(Math.min(end, System.nanoTime() + TICK_NANOS))) {
                pacer.sent(testbed.send());
                sent = testbed.sent();
                received = testbed.delivered();
            }
        }
    }

    private void awaitOutcomes(OutcomeLedger ledger, Monitored monitored) throws InterruptedException {
        long open = ledger.open(sent);
        long changed = System.nanoTime();
        while (!ledger.awaitClosed(sent, Duration.ofNanos(TICK_NANOS))) {
            monitored.check();
            long now = System.nanoTime();
            if (ledger.open(sent) != open) {
                open = ledger.open(sent);
                changed = now;
            } else if (now - changed > STALL_LIMIT.toNanos()) {
                view.say("No outcome for " + STALL_LIMIT.toSeconds() + " s, giving up on " + open + " of them.");
                return;
            }
        }
    }

    private void keep(Monitored monitored) throws InterruptedException {
        while (!stopping.await(TICK_NANOS, TimeUnit.NANOSECONDS)) {
            monitored.check();
        }
    }

    private ScheduledExecutorService showing(List<TestbedLink> links, OutcomeLedger ledger, long begin) {
        ScheduledExecutorService shower = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "demo-view");
            thread.setDaemon(true);
            return thread;
        });
        long millis = view.interval().toMillis();
        shower.scheduleWithFixedDelay(
                () -> view.show(progress(links, ledger, begin)), millis, millis, TimeUnit.MILLISECONDS);
        return shower;
    }

    private DemoProgress progress(List<TestbedLink> links, OutcomeLedger ledger, long begin) {
        return new DemoProgress(
                Duration.ofNanos(System.nanoTime() - begin), sending, sent, received, ledger.open(sent), states(links));
    }

    /** The demo's own links in their order, with or without outcomes so far. */
    private List<LinkState> states(List<TestbedLink> links) {
        Map<String, LinkState> known =
                board.links().stream().collect(Collectors.toMap(LinkState::link, Function.identity()));
        return links.stream()
                .map(link -> STREAM + ">" + link.receiver())
                .map(key ->
                        known.getOrDefault(key, new LinkState(key, Map.of(), null, null, List.of(), List.of(), null)))
                .toList();
    }

    private DemoReport report(List<TestbedLink> links, OutcomeLedger ledger) {
        Map<Outcome, Long> total = new EnumMap<>(Outcome.class);
        List<LinkState> states = states(links);
        List<DemoReport.LinkReport> reports = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            LinkState state = states.get(i);
            Map<Outcome, Long> outcomes = ledger.outcomes(links.get(i).receiver());
            outcomes.forEach((outcome, count) -> total.merge(outcome, count, Long::sum));
            LinkState.Score score = state.score();
            reports.add(new DemoReport.LinkReport(
                    state.link(),
                    outcomes,
                    score == null ? null : new DemoReport.Score(score.mean(), score.min(), score.p05()),
                    links.get(i).about(),
                    state.psnrMean(),
                    state.mostLost()));
        }
        List<String> problems = ledger.problems(sent);
        return new DemoReport(sent, received, total, reports, problems.isEmpty(), problems);
    }
}
