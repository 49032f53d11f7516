package io.sessmonitor.topology.alert;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;

/**
 * Where one rule stands on one link: all that must survive a restart. Immutable. Times in milliseconds.
 *
 * @param phase state
 * @param since when the condition began to hold; 0 while OK
 * @param firedAt when it began to fire; 0 unless FIRING
 * @param held how long the condition is known to have held; only while PENDING
 * @param last latest time of a measurement; only while PENDING
 * @param baseline what was learned; only for change rules
 */
record RuleState(Phase phase, long since, long firedAt, long held, long last, Baseline baseline) {

    private static final int VERSION = 1;

    static final RuleState NEW = new RuleState(Phase.OK, 0, 0, 0, 0, Baseline.NONE);

    RuleState with(Baseline learned) {
        return new RuleState(phase, since, firedAt, held, last, learned);
    }

    byte[] toBytes(int fingerprint) {
        CompactWriter writer =
                new CompactWriter().octet(VERSION).number(fingerprint).octet(phase.ordinal());
        if (phase != Phase.OK) {
            writer.number(since).number(firedAt).number(held).number(last);
        }
        writer.number(baseline.count());
        if (baseline.count() > 0) {
            real(writer, baseline.mean());
            real(writer, baseline.variance());
            real(writer, baseline.low());
            real(writer, baseline.high());
        }
        return writer.toBytes();
    }

    /**
     * As read from the store.
     *
     * @param fingerprint of the condition it belongs to, see {@link Rule#fingerprint}
     */
    record Stored(int fingerprint, RuleState state) {}

    static Stored read(byte[] bytes) {
        CompactReader reader = new CompactReader(bytes).version(VERSION, "a rule's state");
        int fingerprint = (int) reader.number();
        int ordinal = reader.octet();
        if (ordinal >= Phase.values().length) {
            throw new IllegalStateException("unknown phase of a rule in the state store: " + ordinal);
        }
        Phase phase = Phase.values()[ordinal];
        boolean active = phase != Phase.OK;
        long since = active ? reader.number() : 0;
        long firedAt = active ? reader.number() : 0;
        long held = active ? reader.number() : 0;
        long last = active ? reader.number() : 0;
        long count = reader.number();
        Baseline baseline = count == 0
                ? Baseline.NONE
                : new Baseline(count, real(reader), real(reader), real(reader), real(reader));
        return new Stored(fingerprint, new RuleState(phase, since, firedAt, held, last, baseline));
    }

    private static void real(CompactWriter writer, double value) {
        writer.number(Double.doubleToLongBits(value));
    }

    private static double real(CompactReader reader) {
        return Double.longBitsToDouble(reader.number());
    }
}
