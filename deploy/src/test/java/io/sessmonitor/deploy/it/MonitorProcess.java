package io.sessmonitor.deploy.it;

import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
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
        MonitorApp app = MonitorApp.of(MonitorConfig.of(settings), scorer);
        Runtime.getRuntime().addShutdownHook(new Thread(app::close));
        app.start();
        app.await().ifPresent(failure -> System.err.println("the monitor has stopped: " + failure));
        scorer.close();
    }
}
