package io.sessmonitor.schemas.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Under which subject a value's schema is kept (setting {@code registry.subject-strategy}); the same three as Confluent's. */
public enum SubjectStrategy {
    /** {@code TOPIC-value}: TopicNameStrategy, the default. */
    TOPIC_NAME,
    /** The record's full name: RecordNameStrategy. */
    RECORD_NAME,
    /** {@code TOPIC-RECORD}, the record's full name: TopicRecordNameStrategy. */
    TOPIC_RECORD_NAME;

    /**
     * Finds a strategy by the name used in the configuration.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static SubjectStrategy of(String name) {
        for (SubjectStrategy strategy : values()) {
            if (strategy.configName().equals(name)) {
                return strategy;
            }
        }
        throw new IllegalArgumentException("registry.subject-strategy is one of "
                + Arrays.stream(values()).map(SubjectStrategy::configName).collect(Collectors.joining(", ")) + ", not '"
                + name + "'");
    }

    /** The name used in the configuration: {@code topic-name}, {@code record-name}, {@code topic-record-name}. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The subject for the values of a topic. */
    public String subject(String topic, Schema schema) {
        return switch (this) {
            case TOPIC_NAME -> topic + "-value";
            case RECORD_NAME -> schema.getFullName();
            case TOPIC_RECORD_NAME -> topic + "-" + schema.getFullName();
        };
    }
}
