package io.sessmonitor.deploy.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.schemas.wire.TlsSettings;
import io.sessmonitor.topology.config.NotifyConfig;
import io.sessmonitor.topology.config.NotifyConfig.Kind;
import io.sessmonitor.topology.config.NotifyConfig.Target;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;

/** Asks targets whether they are there, without telling them of anything. Used by one thread. */
public final class TargetProbe {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TargetHttp http;

    /** @param text what was found and, if it is not fine, what to do; goes on from the target's name */
    public record Result(boolean fine, String text) {}

    /**
     * Makes a probe.
     *
     * @param patience longest time for one answer
     * @throws IllegalArgumentException if the truststore cannot be used; the message names the setting
     */
    public TargetProbe(NotifyConfig notify, Duration patience) {
        this.http = new TargetHttp(TlsSettings.context(NotifyConfig.PREFIX, notify.tls()), patience, Clock.systemUTC());
    }

    /** Asks an Alertmanager for its status, and of a webhook, of which nothing is known, only whether it answers. */
    public Result look(Target target) throws InterruptedException {
        boolean alertmanager = target.kind() == Kind.ALERTMANAGER;
        HttpRequest.Builder request = alertmanager
                ? HttpRequest.newBuilder(AlertmanagerReceiver.function(target.url(), "status"))
                        .GET()
                : HttpRequest.newBuilder(target.url()).method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        try {
            TargetHttp.Reply reply = http.exchange(request, target.authorization());
            return alertmanager ? alertmanager(target, reply) : webhook(reply);
        } catch (IOException e) {
            return new Result(
                    false,
                    "cannot be reached: " + e.getMessage() + "; check notify."
                            + target.kind().word() + ".urls and that it runs. Alerts would wait for it");
        }
    }

    private static Result alertmanager(Target target, TargetHttp.Reply reply) {
        if (reply.status() == 401 || reply.status() == 403) {
            return new Result(
                    false,
                    "refuses our credentials with status " + reply.status() + "; check notify."
                            + target.kind().word() + ".basic-auth and .bearer-token");
        }
        String version = version(reply.body());
        return reply.ok() && version != null
                ? new Result(true, "answers, version " + version)
                : new Result(
                        false,
                        "is not an Alertmanager with API v2, " + reply.words() + "; check "
                                + NotifyConfig.ALERTMANAGER_URLS);
    }

    /** Null if that is not an Alertmanager's status. */
    private static String version(String body) {
        try {
            JsonNode version = MAPPER.readTree(body).path("versionInfo").path("version");
            return version.isTextual() ? version.asText() : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static Result webhook(TargetHttp.Reply reply) {
        return new Result(
                true,
                "can be reached (status " + reply.status()
                        + " to OPTIONS); whether it takes alerts is seen with the first one");
    }
}
