package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.wire.CappedBody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Reads {@code http:} and {@code https:} claims from allowed servers. A claim comes with a frame, so it is held to be
 * written by somebody who wants to make this machine ask for what it should not:
 *
 * <ul>
 *   <li>scheme, host and port must be those of an {@link AllowedHost}; no user-info; redirects are not followed, no proxy is
 *       used;
 *   <li>every address the host's name stands for must be public, or private if that was allowed, and is checked before each
 *       try. Java remembers what a name stands for longer than a connection takes to be made, so one who controls the name
 *       of an allowed host has no more than the instant at which it forgets;
 *   <li>the body counts as it came, nothing is unpacked; it is given up as soon as it is longer than claimed.
 * </ul>
 *
 * <p>What may be better later (no connection, 5xx) is tried again within the time-out, with growing pauses. Safe for use by
 * many threads; a request takes the calling one.
 */
final class HttpClaims implements ClaimSource {

    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** Finds what a host's name stands for. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Something that may be better later; the message is for people. */
    private static final class TryAgain extends Exception {
        private static final long serialVersionUID = 1;

        TryAgain(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final List<AllowedHost> hosts;
    private final long maxBytes;
    private final Duration timeout;
    private final Resolver resolver;
    private final HttpClient client;

    /**
     * Makes a source.
     *
     * @param hosts servers that claims may point to; empty: none
     * @param maxBytes largest picture that is read
     * @param timeout longest time for one picture with all its tries; one try has a third of it
     */
    HttpClaims(List<AllowedHost> hosts, long maxBytes, Duration timeout) {
        this(hosts, maxBytes, timeout, InetAddress::getAllByName, null);
    }

    /** @param tls what to trust; null for Java's own */
    HttpClaims(List<AllowedHost> hosts, long maxBytes, Duration timeout, Resolver resolver, SSLContext tls) {
        this.hosts = List.copyOf(hosts);
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.resolver = resolver;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout.dividedBy(3));
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
    }

    @Override
    public Fetched read(PayloadRef.Claim claim) throws InterruptedException {
        URI uri;
        try {
            uri = new URI(claim.uri());
        } catch (URISyntaxException e) {
            return ClaimRules.gone(claim, "is not an address");
        }
        if (uri.getHost() == null || !AllowedHost.isHttp(uri)) {
            return ClaimRules.gone(claim, "is not an http(s) address");
        }
        if (uri.getRawUserInfo() != null) {
            return ClaimRules.gone(claim, "holds a user's name, which is not allowed");
        }
        Optional<AllowedHost> host =
                hosts.stream().filter(allowed -> allowed.has(uri)).findFirst();
        if (host.isEmpty()) {
            return ClaimRules.gone(claim, "is not at a server of payload.claim-hosts or payload.claim-private-hosts");
        }
        Optional<Fetched> tooLarge = ClaimRules.tooLarge(claim, maxBytes);
        return tooLarge.isPresent() ? tooLarge.get() : read(claim, uri, host.get());
    }

    private Fetched read(PayloadRef.Claim claim, URI uri, AllowedHost host) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = FIRST_PAUSE.toMillis();
        for (int tries = 1; ; tries++) {
            try {
                return attempt(claim, uri, host, Math.min(deadline - System.nanoTime(), timeout.toNanos() / 3));
            } catch (TryAgain e) {
                long rest = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2);
                if (tries == TRIES || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(rest) - deadline >= 0) {
                    return ClaimRules.gone(claim, "cannot be read: " + e.getMessage() + " (tried " + tries + " times)");
                }
                Thread.sleep(rest);
                pause *= 2;
            }
        }
    }

    private Fetched attempt(PayloadRef.Claim claim, URI uri, AllowedHost host, long nanos)
            throws TryAgain, InterruptedException {
        Optional<String> forbidden = forbidden(host);
        if (forbidden.isPresent()) {
            return ClaimRules.gone(claim, forbidden.get());
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofNanos(nanos))
                .header("User-Agent", "sess-monitor")
                .header("Accept-Encoding", "identity")
                .build();
        // The client's own time-out ends with the headers; waiting on the future also bounds a body that never ends.
        CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<byte[]>> whole = client.sendAsync(request, info -> {
            head.complete(info);
            return new CappedBody(problem(info, claim).isPresent() ? 0 : claim.size());
        });
        try {
            byte[] body = whole.get(nanos, TimeUnit.NANOSECONDS).body();
            Optional<String> problem = problem(head.join(), claim);
            return problem.isPresent() ? refused(claim, head.join(), problem.get()) : ClaimRules.verified(claim, body);
        } catch (TimeoutException e) {
            throw new TryAgain("not all of it came within " + nanos / 1_000_000 + " ms", e);
        } catch (ExecutionException e) {
            Optional<String> problem = head.isDone() ? problem(head.join(), claim) : Optional.empty();
            if (problem.isPresent()) {
                return refused(claim, head.join(), problem.get());
            }
            if (e.getCause() instanceof CappedBody.TooLargeException) {
                return ClaimRules.gone(claim, "has more than the " + claim.size() + " bytes claimed");
            }
            throw new TryAgain(words(e.getCause()), e.getCause());
        } finally {
            whole.cancel(true);
        }
    }

    /** Why the host may not be asked. */
    private Optional<String> forbidden(AllowedHost host) throws TryAgain {
        InetAddress[] addresses;
        try {
            addresses = resolver.resolve(host.host());
        } catch (UnknownHostException e) {
            throw new TryAgain("its host's name is not known", e);
        }
        for (InetAddress address : addresses) {
            Reach reach = Reach.of(address);
            if (reach == Reach.NEVER) {
                return Optional.of("is not read: its host stands for the address " + address.getHostAddress());
            }
            if (reach == Reach.PRIVATE && !host.mayBePrivate()) {
                return Optional.of("is not read: its host stands for the private address " + address.getHostAddress()
                        + "; only hosts of payload.claim-private-hosts may");
            }
        }
        return Optional.empty();
    }

    /** What is wrong with an answer before its body has come. */
    private static Optional<String> problem(HttpResponse.ResponseInfo head, PayloadRef.Claim claim) {
        if (head.statusCode() != 200) {
            return Optional.of("status " + head.statusCode()
                    + (head.statusCode() / 100 == 3 ? ", and redirects are not followed" : ""));
        }
        long length = head.headers()
                .firstValue("Content-Length")
                .map(HttpClaims::number)
                .orElse(claim.size());
        return length == claim.size()
                ? Optional.empty()
                : Optional.of("a Content-Length other than the " + claim.size() + " bytes claimed");
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Fetched refused(PayloadRef.Claim claim, HttpResponse.ResponseInfo head, String problem)
            throws TryAgain {
        String answer = "its server answers with " + problem;
        if (head.statusCode() / 100 == 5 || head.statusCode() == 429) {
            throw new TryAgain(answer, null);
        }
        return ClaimRules.gone(claim, "cannot be read: " + answer);
    }

    private static String words(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof ConnectException) {
            return "nobody accepts the connection";
        }
        boolean said = cause instanceof IOException && cause.getMessage() != null;
        return said ? cause.getMessage() : cause.getClass().getSimpleName();
    }
}
