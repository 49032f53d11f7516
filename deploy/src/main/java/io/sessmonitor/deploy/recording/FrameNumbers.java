package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.envelope.FrameId;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * New numbers for the frames of each further pass: every stream goes on behind its highest number, so that no frame is
 * taken for one of the pass before. Memory: a few bytes for each stream. Used by one thread.
 */
final class FrameNumbers {

    private static final int MAX_STREAMS = 100_000;

    private static final class Range {
        private long lowest = Long.MAX_VALUE;
        private long highest = Long.MIN_VALUE;
    }

    private final Map<String, Range> streams = new HashMap<>();
    private final String suffix;

    /** @param suffix appended to the streams' names */
    FrameNumbers(String suffix) {
        this.suffix = suffix;
    }

    /** Learns a frame of the first pass. */
    void learn(FrameId frame) throws IOException {
        Range range = streams.computeIfAbsent(frame.stream(), name -> new Range());
        range.lowest = Math.min(range.lowest, frame.sequence());
        range.highest = Math.max(range.highest, frame.sequence());
        if (streams.size() > MAX_STREAMS) {
            throw new IOException("more than " + MAX_STREAMS + " streams cannot be replayed in a loop");
        }
    }

    /**
     * The frame's ID in a pass.
     *
     * @param pass 0 for the first
     */
    FrameId inPass(FrameId frame, long pass) throws IOException {
        long sequence = frame.sequence();
        try {
            if (pass > 0) {
                Range range = streams.get(frame.stream());
                long span = range == null ? 0 : Math.addExact(Math.subtractExact(range.highest, range.lowest), 1);
                sequence = Math.addExact(sequence, Math.multiplyExact(pass, span));
            }
            return new FrameId(frame.stream() + suffix, sequence);
        } catch (ArithmeticException e) {
            throw new IOException(
                    "the frames of stream " + frame.stream() + " have numbers too large to go on in pass " + (pass + 1),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IOException("--stream-suffix " + suffix + ": " + e.getMessage(), e);
        }
    }
}
