package io.sessmonitor.deploy.doctor;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** The settings that are passed on to Kafka Streams; our own were checked when they were read. */
final class ConfigurationCheck implements Check {

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        try {
            StreamsConfig streams = new StreamsConfig(context.config().streamsProperties());
            findings.ok("all keys known, all values legal; "
                    + streams.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG) + " stream thread(s), application id "
                    + context.config().kafka().applicationId());
        } catch (ConfigException e) {
            findings.problem("a kafka.* setting cannot be used: " + e.getMessage());
        }
        return findings.all();
    }
}
