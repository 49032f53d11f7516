package io.sessmonitor.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live page and its server: {@code /} the page, {@code /api/links} all links as JSON, {@code /api/events} the same
 * as server-sent events whenever something changed (at most twice a second), {@code /metrics} for Prometheus,
 * {@code /health}.
 *
 * <p>Binds to the loopback address only. Each event client holds one server thread, and there are at most
 * {@value #MAX_EVENT_CLIENTS}; a slow client delays nobody else, because it is sent the newest state, never a backlog.
 */
public final class LiveServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOST = "127.0.0.1";
    private static final int MAX_EVENT_CLIENTS = 32;
    private static final long EVENT_INTERVAL_MILLIS = 500;
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final LinkBoard board;
    private final LinkMetrics metrics;
    private final Javalin server;
    private final Semaphore eventClients = new Semaphore(MAX_EVENT_CLIENTS);
    private final CountDownLatch closing = new CountDownLatch(1);

    private LiveServer(LinkBoard board) {
        this.board = board;
        this.metrics = new LinkMetrics(board);
        this.server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.staticFiles.add("/web", Location.CLASSPATH);
            config.routes.before(LiveServer::harden);
            config.routes.get(
                    "/api/links", ctx -> ctx.contentType("application/json").result(json()));
            config.routes.get(
                    "/metrics",
                    ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(metrics.scrape()));
            config.routes.get("/health", ctx -> ctx.result("ok\n"));
            config.routes.get("/api/events", this::events);
        });
    }

    /**
     * Starts the server.
     *
     * @param port the port, or 0 for any free one
     * @throws LiveServerException if the port cannot be had
     */
    public static LiveServer start(LinkBoard board, int port) {
        LiveServer live = new LiveServer(board);
        try {
            live.server.start(HOST, port);
        } catch (JavalinBindException e) {
            throw new LiveServerException(
                    "Port " + port + " on " + HOST + " is taken; choose another with --port, or 0 for any free one.",
                    e);
        }
        return live;
    }

    /** Address of the page. */
    public String url() {
        return "http://" + HOST + ":" + server.port() + "/";
    }

    @Override
    public void close() {
        closing.countDown();
        board.wake();
        try {
            if (!eventClients.tryAcquire(MAX_EVENT_CLIENTS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("Some event clients were still writing when the server closed.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }

    private static void harden(Context ctx) {
        ctx.header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cache-Control", "no-store");
    }

    /** Server-sent events, written on the request's own thread until the client leaves or the server closes. */
    private void events(Context ctx) throws IOException, InterruptedException {
        if (!eventClients.tryAcquire()) {
            ctx.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .result("At most " + MAX_EVENT_CLIENTS + " event streams at a time; close one and try again.\n");
            return;
        }
        try {
            ctx.res().setContentType("text/event-stream;charset=utf-8");
            OutputStream out = ctx.res().getOutputStream();
            long seen = -1;
            while (!closing.await(seen < 0 ? 0 : EVENT_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                long version = board.awaitChange(seen, HEARTBEAT_MILLIS);
                String event = version == seen
                        ? ": still here\n\n"
                        : "event: links\nid: " + version + "\ndata: " + json() + "\n\n";
                seen = version;
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (EofException e) {
            LOG.debug("An event client left.");
        } finally {
            eventClients.release();
        }
    }

    private String json() throws JsonProcessingException {
        return JSON.writeValueAsString(board.links());
    }
}
