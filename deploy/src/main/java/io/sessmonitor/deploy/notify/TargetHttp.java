package io.sessmonitor.deploy.notify;

import io.sessmonitor.schemas.wire.CappedBody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Requests to targets over HTTP. Redirects are not followed, since alerts and credentials are meant for the address that was
 * set; of an answer only its status counts, and its first words when it is not what was hoped for. Safe for use by many
 * threads; requests run on the calling one.
 */
final class TargetHttp {

    /** Most of an answer that is read; what it says beyond is nobody's concern. */
    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private static final int MAX_WORDS = 300;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    /**
     * What came back.
     *
     * @param body at most {@value #MAX_ANSWER_BYTES} bytes; empty if there were more
     * @param retryAfter what Retry-After says
     */
    record Reply(int status, String body, Optional<Duration> retryAfter) {

        boolean ok() {
            return status / 100 == 2;
        }

        /** Status and the first words, for a log line. */
        String words() {
            String text = body.replaceAll("\\p{Cntrl}+", " ").strip();
            return "it answers with status " + status
                    + (text.isEmpty() ? "" : ": " + text.substring(0, Math.min(MAX_WORDS, text.length())))
                    + (status / 100 == 3 ? " (redirects are not followed: set the final address)" : "");
        }
    }

    private final HttpClient client;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param tls what to trust; null for Java's own
     * @param timeout longest time for one request, its answer included
     */
    TargetHttp(SSLContext tls, Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
    }

    /**
     * Posts JSON and judges the answer.
     *
     * @param authorization value of that header, or null
     */
    Answer post(URI url, byte[] json, String authorization) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        try {
            return judge(exchange(request, authorization));
        } catch (IOException e) {
            return new Answer.Failed(e.getMessage(), Optional.empty());
        }
    }

    private static Answer judge(Reply reply) {
        if (reply.ok()) {
            return new Answer.Delivered();
        }
        boolean later =
                reply.status() == REQUEST_TIMEOUT || reply.status() == TOO_MANY_REQUESTS || reply.status() / 100 == 5;
        return later ? new Answer.Failed(reply.words(), reply.retryAfter()) : new Answer.Refused(reply.words());
    }

    /**
     * Sends a request.
     *
     * @param authorization value of that header, or null
     * @throws IOException if there is no answer in time; the message is for people
     */
    Reply exchange(HttpRequest.Builder request, String authorization) throws IOException, InterruptedException {
        request.timeout(timeout).header("User-Agent", "sess-monitor");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        // Known as soon as the status is, however long, or endless, what follows.
        CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<byte[]>> whole = client.sendAsync(request.build(), info -> {
            head.complete(info);
            return info.statusCode() == 204 ? BodySubscribers.replacing(new byte[0]) : new CappedBody(MAX_ANSWER_BYTES);
        });
        try {
            HttpResponse<byte[]> response = whole.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return reply(head.join(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            if (head.isDone()) {
                return reply(head.join(), "");
            }
            throw tooSlow(e);
        } catch (ExecutionException e) {
            if (head.isDone()) {
                return reply(head.join(), "");
            }
            throw failed(e.getCause());
        } finally {
            whole.cancel(true);
        }
    }

    private Reply reply(HttpResponse.ResponseInfo head, String body) {
        return new Reply(
                head.statusCode(),
                body,
                head.headers().firstValue("Retry-After").flatMap(this::retryAfter));
    }

    /** Seconds or a date; anything else is as if nothing was said. */
    private Optional<Duration> retryAfter(String text) {
        try {
            Duration wait = text.strip().matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text.strip()))
                    : Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return Optional.of(
                    wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private IOException tooSlow(Exception e) {
        return new IOException("no answer within " + timeout.toMillis() + " ms", e);
    }

    private IOException failed(Throwable cause) {
        if (cause instanceof HttpTimeoutException timedOut && !(cause instanceof HttpConnectTimeoutException)) {
            return tooSlow(timedOut);
        }
        if (cause instanceof ConnectException) {
            return new IOException("nobody accepts the connection", cause);
        }
        return new IOException(
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    }
}
