package io.sessmonitor.deploy.notify;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A local HTTP server that answers as it is told and keeps what it was asked. May be stopped and begun again on its port. */
final class FakeTarget implements AutoCloseable {

    /** One request. */
    record Request(String method, String path, Headers headers, String body) {
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile HttpHandler handler = exchange -> reply(exchange, 200, "");
    private ExecutorService threads;
    private HttpServer server;
    private final int port;

    FakeTarget() {
        open(0);
        port = server.getAddress().getPort();
    }

    private void open(int wanted) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            handler.handle(exchange);
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/hook");
    }

    /** Everything it was asked, also before it was stopped. */
    List<Request> requests() {
        return requests;
    }

    void handle(HttpHandler how) {
        handler = how;
    }

    void answer(int status, String body) {
        handler = exchange -> reply(exchange, status, body);
    }

    static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean none = bytes.length == 0 || status == 204;
        exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
        if (!none) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** Takes it off the network; {@link #begin} brings it back. */
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    void begin() {
        open(port);
    }

    @Override
    public void close() {
        stop();
    }
}
