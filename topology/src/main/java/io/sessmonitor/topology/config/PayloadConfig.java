package io.sessmonitor.topology.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
 */
public record PayloadConfig(long cacheBytes, List<Path> claimRoots) {

    public static final String CACHE_BYTES = "payload.cache.bytes";
    public static final String CLAIM_ROOTS = "payload.claim-roots";

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
        return new PayloadConfig(values.getLong(CACHE_BYTES), List.copyOf(roots));
    }
}
