package io.sessmonitor.deploy.recording;

import io.sessmonitor.topology.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;

/** A place in topics, as users write it; see {@link #FORMS}. */
public sealed interface Position {

    /** How a place is written, for help and errors. */
    String FORMS = "beginning, end, an instant such as 2026-03-01T10:00:00Z, a time ago such as -10m, or offset:N";

    /** The first record there is. */
    record Beginning() implements Position {}

    /** Behind the last record there is. */
    record End() implements Position {}

    /** The first record with that timestamp or a later one, milliseconds since 1970. */
    record Time(long millis) implements Position {}

    /** That offset in every partition. */
    record Offset(long offset) implements Position {}

    /**
     * From one place to another.
     *
     * @param from where to begin
     * @param to where to end
     */
    record Range(Position from, Position to) {

        /**
         * Reads {@code FROM..TO}.
         *
         * @param what names it in the error
         * @throws RecordingException if it is written otherwise
         */
        public static Range parse(String text, String what) throws RecordingException {
            int dots = text.indexOf("..");
            if (dots < 0) {
                throw new RecordingException(what + ": a range is written FROM..TO, each " + FORMS);
            }
            Instant now = Instant.now();
            try {
                return new Range(
                        Position.parse(text.substring(0, dots), now), Position.parse(text.substring(dots + 2), now));
            } catch (IllegalArgumentException e) {
                throw new RecordingException(what + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Reads a place.
     *
     * @param now what times ago are counted from
     * @throws IllegalArgumentException if it is written otherwise
     */
    static Position parse(String text, Instant now) {
        String word = text.strip();
        if (word.equals("beginning")) {
            return new Beginning();
        }
        if (word.equals("end") || word.equals("now")) {
            return new End();
        }
        try {
            if (word.startsWith("offset:")) {
                long offset = Long.parseLong(word.substring("offset:".length()));
                if (offset >= 0) {
                    return new Offset(offset);
                }
            } else if (word.startsWith("-")) {
                return new Time(now.minus(Durations.parse(word.substring(1))).toEpochMilli());
            } else {
                return new Time(Instant.parse(word).toEpochMilli());
            }
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            // Said below, once for all.
        }
        throw new IllegalArgumentException("'" + text + "' is not " + FORMS);
    }
}
