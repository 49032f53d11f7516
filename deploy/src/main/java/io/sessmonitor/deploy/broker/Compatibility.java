package io.sessmonitor.deploy.broker;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** The compatibility levels of Confluent's registry, checked with Avro's own rules. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean all;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean all) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.all = all;
    }

    static Compatibility of(String name) throws RegistryError {
        for (Compatibility level : values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        throw new RegistryError(
                422,
                42203,
                "Invalid compatibility level. Valid values are "
                        + List.of(values()).toString());
    }

    /**
     * What speaks against a new schema; empty if it is compatible.
     *
     * @param earlier schemas of the subject, oldest first
     */
    List<String> against(Schema fresh, List<Schema> earlier) {
        List<String> problems = new ArrayList<>();
        int first = all ? 0 : Math.max(0, earlier.size() - 1);
        for (Schema old : earlier.subList(first, earlier.size())) {
            if (newReadsOld) {
                check(fresh, old, "the new schema cannot read data written with an earlier one", problems);
            }
            if (oldReadsNew) {
                check(old, fresh, "an earlier schema cannot read data written with the new one", problems);
            }
        }
        return problems;
    }

    private static void check(Schema reader, Schema writer, String what, List<String> problems) {
        for (Incompatibility each : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()) {
            problems.add(what + ": " + each.getType() + " at " + each.getLocation() + ": " + each.getMessage());
        }
    }
}
