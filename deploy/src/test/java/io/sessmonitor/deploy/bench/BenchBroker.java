package io.sessmonitor.deploy.bench;

import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Broker and registry in a JVM of their own. Argument: the folder. Says {@code UP bootstrap registry-url}. */
public final class BenchBroker {

    private BenchBroker() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChildProcess.endWithParent(() -> {});
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0);
        EmbeddedRegistry registry = EmbeddedRegistry.start(0);
        System.out.println("UP " + broker.bootstrapServers() + " " + registry.url());
        new CountDownLatch(1).await();
    }
}
