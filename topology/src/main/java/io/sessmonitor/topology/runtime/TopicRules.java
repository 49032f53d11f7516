package io.sessmonitor.topology.runtime;

import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.runtime.StartupException.Problem;
import java.util.List;
import java.util.Optional;

/** What the topics must be like for the monitor to start, as functions of what the broker says of them. */
public final class TopicRules {

    private TopicRules() {}

    /**
     * Some topics are not there.
     *
     * @param missing their names, at least one
     * @param servers the bootstrap servers, for the message
     */
    public static StartupException missing(List<String> missing, String servers) {
        boolean one = missing.size() == 1;
        return new StartupException(
                Problem.TOPIC_MISSING,
                (one ? "Topic " + missing.get(0) + " is" : "Topics " + String.join(", ", missing) + " are")
                        + " not there at " + servers + "; create " + (one ? "it" : "them")
                        + ", or set topics.create: true");
    }

    /** The inputs must have as many partitions as each other: {@code sent} and {@code received} are their counts. */
    public static Optional<StartupException> partitionsDiffer(TopicsConfig topics, int sent, int received) {
        if (sent == received) {
            return Optional.empty();
        }
        return Optional.of(new StartupException(
                Problem.PARTITIONS_DIFFER,
                "Topic " + topics.sent() + " has " + sent + " partitions and " + topics.received() + " has " + received
                        + "; a pair's two sides would lie on different ones. Give both the same number (the records"
                        + " already there must be written again)"));
    }

    /** The exchange must have a partition for each of the inputs': {@code inputs} and {@code exchange} are their counts. */
    public static Optional<StartupException> exchangeDiffers(TopicsConfig topics, int inputs, int exchange) {
        if (inputs == exchange) {
            return Optional.empty();
        }
        return Optional.of(new StartupException(
                Problem.PARTITIONS_DIFFER,
                "Topic " + topics.exchange() + " has " + exchange + " partitions and " + topics.sent() + " has "
                        + inputs
                        + "; its partitions could not tell each other anything. Give " + topics.exchange() + " "
                        + inputs + " partitions"));
    }

    /**
     * A dead letter is its record and some headers: if its topic takes less than the inputs do, it would be lost.
     *
     * @param inputs largest record that an input topic takes, in bytes
     * @param letters largest record that the topic of the dead letters takes, in bytes
     */
    public static Optional<StartupException> deadLettersTooSmall(TopicsConfig topics, long inputs, long letters) {
        if (letters >= inputs) {
            return Optional.empty();
        }
        return Optional.of(new StartupException(
                Problem.RECORD_SIZE,
                "Topic " + topics.dlq() + " takes records of " + letters + " bytes, the input topics of " + inputs
                        + ": a large bad record could not be kept. Raise its max.message.bytes to " + inputs
                        + " or more"));
    }
}
