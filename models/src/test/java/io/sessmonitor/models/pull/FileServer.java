package io.sessmonitor.models.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** A web server on this machine that gives files, with ranges, and misbehaves when told to. */
final class FileServer implements AutoCloseable {

    /** Answers one request instead of the server. */
    interface Misbehaviour {
        void answer(HttpExchange exchange, byte[] file) throws IOException;
    }

    private final HttpServer server;
    private final Map<String, byte[]> files = Collections.synchronizedMap(new HashMap<>());
    private final Deque<Misbehaviour> next = new ArrayDeque<>();
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    volatile boolean ranges = true;
    volatile String tag = "\"v1\"";

    FileServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "file-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
    }

    void put(String path, byte[] bytes) {
        files.put("/" + path, bytes);
    }

    /** The next requests are answered so, one each. */
    synchronized FileServer then(Misbehaviour... misbehaviours) {
        next.addAll(List.of(misbehaviours));
        return this;
    }

    private synchronized Misbehaviour taken() {
        return next.poll();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        requests.add(exchange.getRequestURI().getPath()
                + (range == null ? "" : " " + range)
                + (ifRange == null ? "" : " if " + ifRange));
        byte[] file = files.get(exchange.getRequestURI().getPath());
        try (exchange) {
            Misbehaviour misbehaviour = taken();
            if (misbehaviour != null) {
                misbehaviour.answer(exchange, file);
                return;
            }
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("ETag", tag);
            int from = 0;
            if (ranges && range != null && (ifRange == null || ifRange.equals(tag))) {
                from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length - from);
            exchange.getResponseBody().write(file, from, file.length - from);
        }
    }

    static Misbehaviour status(int status) {
        return (exchange, file) -> exchange.sendResponseHeaders(status, -1);
    }

    static Misbehaviour redirect(String to) {
        return (exchange, file) -> {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    /** Gives so many bytes of the whole file and hangs up. */
    Misbehaviour cutAfter(int bytes) {
        return (exchange, file) -> {
            exchange.getResponseHeaders().set("ETag", tag);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, bytes);
            exchange.getResponseBody().flush();
            throw new IOException("cut off, as the test wants");
        };
    }

    /** Gives these bytes as if they were the file. */
    static Misbehaviour instead(byte[] bytes) {
        return (exchange, file) -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Gives these bytes without saying how many there are. */
    static Misbehaviour unsized(byte[] bytes) {
        return (exchange, file) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(bytes);
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
