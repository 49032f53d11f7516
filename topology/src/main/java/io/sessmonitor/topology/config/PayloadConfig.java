package io.sessmonitor.topology.config;

import io.sessmonitor.topology.payload.AllowedHost;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Where the encoded pictures come from.
 *
 * @param cacheBytes bound of the process-wide memory cache
 * @param claimRoots folders that {@code file:} claim checks may point into
 * @param claimHosts servers that {@code http(s):} claim checks may point to
 * @param claimTimeout longest time to read one from its server
 * @param claimThreads how many are read from servers at once
 */
public record PayloadConfig(
        long cacheBytes, List<Path> claimRoots, List<AllowedHost> claimHosts, Duration claimTimeout, int claimThreads) {

    public static final String CACHE_BYTES = "payload.cache.bytes";
    public static final String CLAIM_ROOTS = "payload.claim-roots";
    public static final String CLAIM_HOSTS = "payload.claim-hosts";
    public static final String CLAIM_PRIVATE_HOSTS = "payload.claim-private-hosts";
    public static final String CLAIM_TIMEOUT = "payload.claim-timeout";
    public static final String CLAIM_THREADS = "payload.claim-threads";

    static void define(ConfigDef def) {
        def.define(
                CACHE_BYTES,
                Type.LONG,
                256L << 20,
                ConfigDef.Range.atLeast(0),
                Importance.MEDIUM,
                "Memory for pictures that wait for their partner, for the whole process. What does not fit is read from"
                        + " its topic again.");
        def.define(
                CLAIM_ROOTS,
                Type.LIST,
                List.of(),
                ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                Importance.MEDIUM,
                "Folders, absolute and separated by commas, that file: claim checks may point into; empty: none.");
        def.define(
                CLAIM_HOSTS,
                Type.LIST,
                List.of(),
                ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                Importance.MEDIUM,
                "Servers on the Internet that https: and http: claim checks may point to, separated by commas: host or"
                        + " host:port for https:, http://host:port for http:. Empty: none. Redirects are not followed.");
        def.define(
                CLAIM_PRIVATE_HOSTS,
                Type.LIST,
                List.of(),
                ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                Importance.MEDIUM,
                "Servers like those of payload.claim-hosts whose names may stand for addresses in a private network, or"
                        + " for this machine.");
        def.define(
                CLAIM_TIMEOUT,
                Type.STRING,
                "15s",
                Durations.between("300ms", "5m"),
                Importance.LOW,
                "Longest time to read a picture from its server, several tries included; then its pair is FAILED.");
        def.define(
                CLAIM_THREADS,
                Type.INT,
                8,
                ConfigDef.Range.between(1, 64),
                Importance.LOW,
                "Pictures that are read from servers at once.");
    }

    static PayloadConfig from(AbstractConfig values, List<String> problems) {
        List<Path> roots = new ArrayList<>();
        for (String root : values.getList(CLAIM_ROOTS)) {
            try {
                Path path = Path.of(root);
                if (!path.isAbsolute()) {
                    problems.add(CLAIM_ROOTS + ": '" + root + "' is not an absolute path");
                }
                roots.add(path.normalize());
            } catch (InvalidPathException e) {
                problems.add(CLAIM_ROOTS + ": '" + root + "' is not a path: " + e.getReason());
            }
        }
        List<AllowedHost> hosts = new ArrayList<>();
        hosts(values, CLAIM_HOSTS, false, hosts, problems);
        hosts(values, CLAIM_PRIVATE_HOSTS, true, hosts, problems);
        return new PayloadConfig(
                values.getLong(CACHE_BYTES),
                List.copyOf(roots),
                List.copyOf(hosts),
                Durations.parse(values.getString(CLAIM_TIMEOUT)),
                values.getInt(CLAIM_THREADS));
    }

    private static void hosts(
            AbstractConfig values, String key, boolean mayBePrivate, List<AllowedHost> hosts, List<String> problems) {
        for (String text : values.getList(key)) {
            try {
                hosts.add(AllowedHost.parse(text, mayBePrivate));
            } catch (IllegalArgumentException e) {
                problems.add(key + ": " + e.getMessage());
            }
        }
    }
}
