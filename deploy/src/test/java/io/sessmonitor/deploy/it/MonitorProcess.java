package io.sessmonitor.deploy.it;

import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import io.sessmonitor.topology.runtime.StartupException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The monitor with a cheap scorer as a process of its own, to be killed. Its argument is a file of settings. */
public final class MonitorProcess {

    private MonitorProcess() {}

    public static void main(String[] arguments) throws Exception {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            file.load(reader);
        }
        Map<String, String> settings = new TreeMap<>();
        file.stringPropertyNames().forEach(name -> settings.put(name, file.getProperty(name)));
        FakeScorer scorer = new FakeScorer();
        MonitorApp app = start(MonitorConfig.of(settings), scorer);
        app.await().ifPresent(failure -> System.err.println("the monitor has stopped: " + failure));
        scorer.close();
    }

    /** Tries again as whatever supervises a process would: on a busy machine the broker may not answer in time. */
    private static MonitorApp start(MonitorConfig config, FakeScorer scorer) throws StartupException {
        while (true) {
            MonitorApp app = MonitorApp.of(config, scorer);
            Thread atEnd = new Thread(app::close);
            Runtime.getRuntime().addShutdownHook(atEnd);
            try {
                app.start();
                return app;
            } catch (StartupException e) {
                if (e.problem() != StartupException.Problem.BROKER_UNREACHABLE) {
                    throw e;
                }
                Runtime.getRuntime().removeShutdownHook(atEnd);
                app.close();
            }
        }
    }
}
