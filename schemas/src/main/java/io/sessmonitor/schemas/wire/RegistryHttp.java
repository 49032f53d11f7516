package io.sessmonitor.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request, one answer. Everything but an answer a registry gives about the matter itself is an {@link IOException}: no
 * connection, a time-out, a server error, refused credentials, an answer in a form that no registry gives. Safe for use by many
 * threads.
 */
final class RegistryHttp {

    private static final String JSON = "application/vnd.schemaregistry.v1+json";

    /** Far beyond any schema; what answers with more is not a registry. */
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * What a registry said.
     *
     * @param status HTTP status: 2xx, 404, 409 or 422
     * @param body the JSON body
     */
    record Answer(int status, JsonNode body) {

        boolean ok() {
            return status / 100 == 2;
        }

        int errorCode() {
            return body.path("error_code").asInt(status);
        }

        String message() {
            return body.path("message").asText("no message");
        }
    }

    private final HttpClient client;
    private final RegistrySettings settings;
    private final String authorization;

    RegistryHttp(RegistrySettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.requestTimeout());
        if (settings.tls() != null) {
            builder.sslContext(settings.tls());
        }
        client = builder.build();
        authorization = settings.basicAuth() == null
                ? null
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString(settings.basicAuth().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a request.
     *
     * @param body JSON to post, or null to get
     */
    Answer exchange(URI base, String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(settings.requestTimeout())
                .header("Accept", JSON + ", application/json");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (body == null) {
            request.GET();
        } else {
            request.header("Content-Type", JSON)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)));
        }
        // The client's own time-out ends with the headers; waiting on the future also bounds a body that never ends.
        CompletableFuture<HttpResponse<byte[]>> future =
                client.sendAsync(request.build(), info -> new CappedBody(MAX_ANSWER_BYTES));
        try {
            HttpResponse<byte[]> response = future.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw tooSlow(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } finally {
            future.cancel(true);
        }
    }

    private IOException tooSlow(Exception e) {
        return new IOException("no answer within " + settings.requestTimeout().toMillis() + " ms", e);
    }

    private IOException failed(Throwable cause) {
        if (cause instanceof HttpTimeoutException timeout && !(cause instanceof HttpConnectTimeoutException)) {
            return tooSlow(timeout);
        }
        if (cause instanceof ConnectException) {
            return new IOException("nobody accepts the connection", cause);
        }
        return new IOException(
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    }

    private static Answer answer(int status, byte[] bytes) throws IOException {
        switch (status) {
            case 401, 403 ->
                throw new IOException(
                        "it refuses our credentials with status " + status + "; check " + RegistrySettings.BASIC_AUTH);
            case 404, 409, 422 -> {
                JsonNode body = json(status, bytes);
                int code = body.path("error_code").asInt();
                // A registry asked at a wrong path also says 404, but plainly; only 404xx is about the matter itself.
                if (code == 0 || (status == 404 && code / 100 != 404)) {
                    throw notARegistry(status, null);
                }
                return new Answer(status, body);
            }
            default -> {
                if (status / 100 != 2) {
                    throw new IOException("it answers with status " + status);
                }
                return new Answer(status, json(status, bytes));
            }
        }
    }

    private static JsonNode json(int status, byte[] bytes) throws IOException {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node != null && !node.isMissingNode()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw notARegistry(status, e);
        }
        throw notARegistry(status, null);
    }

    private static IOException notARegistry(int status, Throwable cause) {
        return new IOException(
                "it does not answer like a schema registry (status " + status + "); check " + RegistrySettings.URL,
                cause);
    }
}
