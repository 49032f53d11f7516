package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.envelope.Link;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.CRC32;

/**
 * One rule.
 *
 * @param hold how long the condition must hold before it fires
 * @param links for which links; one pattern must match
 * @param summary the sentence of an alert; {@link AlertRecords} fills its placeholders
 * @param expire a link of which nothing at all is heard for this long is forgotten and its alert resolved
 * @param line where it begins in the file
 */
public record Rule(
        String name,
        Condition condition,
        Duration hold,
        AlertSeverity severity,
        SortedMap<String, String> labels,
        List<LinkPattern> links,
        String summary,
        Duration expire,
        int line) {

    public boolean isFor(Link link) {
        for (LinkPattern pattern : links) {
            if (pattern.matches(link)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a stored state belongs to this condition; severity, labels, texts, links and {@code for} may change. */
    int fingerprint() {
        CRC32 crc = new CRC32();
        crc.update(condition.toString().getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}
