package io.sessmonitor.models.pull;

import io.sessmonitor.models.pull.PullException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Gets things over HTTP. Only https, save from this machine itself or where plain http is allowed; redirections are followed, each held to
 * the same rule. Thread-safe.
 */
final class Web {

    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client;
    private final boolean plainHttp;
    private final Duration answer;

    /**
     * @param plainHttp whether http is allowed everywhere
     * @param answer longest wait for a connection, and for the head of an answer
     */
    Web(boolean plainHttp, Duration answer) {
        this.plainHttp = plainHttp;
        this.answer = answer;
        this.client = HttpClient.newBuilder()
                .connectTimeout(answer)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The last answer that is no redirection; its body must be closed. */
    HttpResponse<InputStream> get(URI address, Map<String, String> headers)
            throws PullException, IOException, InterruptedException {
        URI at = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            require(at);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(at).timeout(answer).header("Accept-Encoding", "identity");
            headers.forEach(request::header);
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            response.body().close();
            at = next(at, response);
        }
        throw new PullException(
                Problem.REFUSED_ADDRESS, address + ": redirected more than " + MAX_REDIRECTS + " times");
    }

    private static URI next(URI at, HttpResponse<?> response) throws PullException {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            return at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new PullException(
                    Problem.REFUSED_ADDRESS, at + ": redirected to '" + location + "', which is no address", e);
        }
    }

    private void require(URI at) throws PullException {
        String scheme = at.getScheme() == null ? "" : at.getScheme();
        boolean allowed = at.getHost() != null
                && at.getUserInfo() == null
                && (scheme.equals("https")
                        || scheme.equals("http") && (plainHttp || OWN_MACHINE.contains(at.getHost())));
        if (!allowed) {
            throw new PullException(
                    Problem.REFUSED_ADDRESS,
                    at + ": refused; an address begins with https:// and holds no password"
                            + (scheme.equals("http") ? " (--allow-http takes http too)" : ""));
        }
    }
}
