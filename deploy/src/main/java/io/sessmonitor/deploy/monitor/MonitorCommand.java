package io.sessmonitor.deploy.monitor;

import io.sessmonitor.deploy.cli.CommandException;
import io.sessmonitor.deploy.cli.CommonOptions;
import io.sessmonitor.deploy.cli.ConfigOptions;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.ScorerFactory;
import io.sessmonitor.deploy.cli.StopSignals;
import io.sessmonitor.deploy.notify.Notifier;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.CalibratedScorer;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.tune.CalibrationException;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.ScoringConfig;
import io.sessmonitor.topology.failure.UncaughtFailures;
import io.sessmonitor.topology.runtime.MonitorApp;
import io.sessmonitor.topology.runtime.StartupException;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sess-monitor monitor}. */
@Command(
        name = "monitor",
        description = {
            "Watches a testbed's topics: pairs, scores and explains, until it is ended by Ctrl-C or SIGTERM.",
            ""
        },
        footer = {
            "",
            "Settings, later wins: defaults, the file, the environment, --set.",
            "SESS_PAIRING_KEY__POLICY in the environment is pairing.key-policy: capitals, _ for ., __ for -.",
            "A commented sample of the file: deploy/src/main/conf/monitor.yaml"
        })
public final class MonitorCommand implements Callable<Integer> {

    private static final long STATUS_SECONDS = 10;

    private final Console console;
    private final ScorerFactory scorers;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions options;

    public MonitorCommand(Console console, ScorerFactory scorers) {
        this.console = console;
        this.scorers = scorers;
    }

    @Override
    public Integer call() throws InterruptedException {
        MonitorConfig config = options.read(console);
        try (SessScorer scorer = scorer(config);
                MonitorApp app = monitor(config, scorer);
                Notifier notifier = notifier(config)) {
            StopSignals signals = StopSignals.install(() -> closeInBackground(app));
            ScheduledExecutorService status = status(app, scorer, notifier);
            try {
                app.start();
                notifier.start();
                say("started: broker " + config.kafka().bootstrapServers() + ", application "
                        + config.kafka().applicationId() + ", scorer " + named(scorer.identity()));
                Optional<Throwable> failure = app.await();
                if (failure.isPresent()) {
                    throw CommandException.failed(
                            "the monitor has stopped: "
                                    + UncaughtFailures.root(failure.get()).getMessage(),
                            failure.get());
                }
            } catch (StartupException e) {
                throw e.problem() == StartupException.Problem.SETTING
                        ? CommandException.usage(e.getMessage())
                        : CommandException.failed(e.getMessage(), e);
            } finally {
                status.shutdownNow();
                signals.close();
            }
            say("ended: " + StatusLine.of(app.state(), app.metrics(), scorer, notifier.status()));
            return ExitCodes.FINE;
        }
    }

    private SessScorer scorer(MonitorConfig config) {
        try {
            return CalibratedScorer.of(
                    scorers.create(config.scorerSettings()), config.scoring().calibration());
        } catch (BundleException | DeviceException e) {
            throw CommandException.usage(e.getMessage());
        } catch (CalibrationException e) {
            throw CommandException.usage(ScoringConfig.CALIBRATION + ": " + e.getMessage());
        }
    }

    private static MonitorApp monitor(MonitorConfig config, SessScorer scorer) {
        try {
            return MonitorApp.of(config, scorer);
        } catch (StartupException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private static Notifier notifier(MonitorConfig config) {
        try {
            return new Notifier(config);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    /** Closing takes seconds, and the thread of a signal must not be held. */
    private static void closeInBackground(MonitorApp app) {
        new Thread(app::close, "monitor-close").start();
    }

    private ScheduledExecutorService status(MonitorApp app, SessScorer scorer, Notifier notifier) {
        ScheduledExecutorService status = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "monitor-status");
            thread.setDaemon(true);
            return thread;
        });
        status.scheduleAtFixedRate(
                () -> say(StatusLine.of(app.state(), app.metrics(), scorer, notifier.status())),
                STATUS_SECONDS,
                STATUS_SECONDS,
                TimeUnit.SECONDS);
        return status;
    }

    private void say(String line) {
        console.err().println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
        console.err().flush();
    }

    private static String named(ScorerIdentity identity) {
        return identity.bundleName() + " " + identity.bundleVersion() + ", profile "
                + identity.profile().id() + ", on " + identity.device();
    }
}
