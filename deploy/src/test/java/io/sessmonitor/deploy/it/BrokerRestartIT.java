package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes and comes back under a monitor at work, in good order and killed. */
class BrokerRestartIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int FRAMES_PER_SECOND = 40;

    @TempDir
    private Path folder;

    private InetSocketAddress address;
    private Process broker;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
        launch();
    }

    @AfterEach
    void stop() {
        broker.destroyForcibly();
    }

    @Test
    void frames_of_before_and_after_have_exactly_one_outcome_each() throws Exception {
        int restarts = Scale.of(1, 20);
        String counted = underTraffic("r.", "5m", traffic -> {
            for (int restart = 0; restart < restarts; restart++) {
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                stop(restart % 2 == 0);
                launch();
            }
            traffic.awaitOutcomes(FRAMES_PER_SECOND);
        });
        Scale.report("broker restart", restarts + " times, every other one a SIGKILL, " + counted);
    }

    @Test
    void a_broker_that_is_away_and_a_receiver_that_comes_back_late_cost_no_frame() throws Exception {
        int restarts = Scale.of(1, 20);
        String counted = underTraffic("a.", "3s", traffic -> {
            for (int restart = 0; restart < restarts; restart++) {
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                traffic.holdUpFar();
                stop(restart % 2 == 0);
                pass(Duration.ofSeconds(6));
                launch();
                pass(Duration.ofSeconds(5));
                traffic.letFarGo();
            }
            traffic.awaitOutcomes(FRAMES_PER_SECOND);
        });
        Scale.report("broker away", restarts + " times 6 s, a receiver 5 s longer, " + counted);
    }

    @Test
    void a_broker_that_stands_still_for_longer_than_the_wait_costs_no_frame() throws Exception {
        int times = Scale.of(1, 20);
        String counted = underTraffic("s.", "3s", traffic -> {
            for (int time = 0; time < times; time++) {
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                ChildProcess.standStill(broker, Duration.ofSeconds(6));
            }
        });
        Scale.report("broker stands still", times + " times 6 s, " + counted);
    }

    /** What happens to the broker. */
    private interface Fault {
        void happens(Traffic traffic) throws Exception;
    }

    private void stop(boolean kill) throws InterruptedException {
        if (kill) {
            broker.destroyForcibly();
        } else {
            broker.destroy();
        }
        broker.waitFor();
    }

    private static void pass(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    /** Lets something happen under a monitor at work, and checks that it has gone on and lost nothing. */
    private String underTraffic(String prefix, String wait, Fault fault) throws Exception {
        try (TestNet net = TestNet.withBroker("127.0.0.1:" + address.getPort(), folder)) {
            net.createTopics(prefix);
            try (Traffic traffic = Traffic.start(net, prefix, FRAMES_PER_SECOND)) {
                // Topology's DECISIONS.md says why this time-out.
                MonitorConfig config = net.config(
                        prefix,
                        "links",
                        Traffic.LINKS,
                        "pairing.wait",
                        wait,
                        "kafka.producer.transaction.timeout.ms",
                        "120000");
                try (FakeScorer scorer = new FakeScorer();
                        MonitorApp app = MonitorApp.of(config, scorer)) {
                    app.start();
                    fault.happens(traffic);
                    traffic.finish();
                    assertThat(app.failure()).isEmpty();
                }
                assertThat(net.read(prefix + "dlq")).isEmpty();
                return traffic.check();
            }
        }
    }

    private void launch() throws IOException {
        broker = ChildProcess.start(
                BrokerProcess.class, folder.resolve("broker").toString(), Integer.toString(address.getPort()));
        await().atMost(LIMIT).until(() -> {
            assertThat(broker.isAlive()).isTrue();
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
