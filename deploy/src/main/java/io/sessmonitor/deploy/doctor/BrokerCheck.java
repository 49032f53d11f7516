package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.runtime.StartupException;

/** Whether the broker answers, and what it says of itself. */
final class BrokerCheck extends BrokerDependentCheck {

    private static final String REQUEST_BYTES = "socket.request.max.bytes";

    @Override
    public String name() {
        return "broker";
    }

    @Override
    void look(DoctorContext context, Findings findings) throws StartupException {
        ClusterView.Cluster cluster = context.cluster().cluster();
        String largest = cluster.settings().get("message.max.bytes");
        findings.ok(context.config().kafka().bootstrapServers() + " answers: cluster " + cluster.id() + ", "
                + cluster.nodes() + (cluster.nodes() == 1 ? " broker" : " brokers")
                + cluster.metadataVersion()
                        .map(level -> ", feature level metadata.version " + level)
                        .orElse("")
                + (largest == null ? "" : ", message.max.bytes " + largest));
        if (cluster.metadataVersion().isEmpty()) {
            findings.note("the brokers do not tell their feature level, so they are older than Kafka 3.3 or not Apache"
                    + " Kafka; exactly-once needs 2.5 or newer");
        }
        String request = cluster.settings().get(REQUEST_BYTES);
        int record = KafkaConfig.recordBytes(context.config().topics().maxRecordBytes());
        if (request != null && Long.parseLong(request) < record) {
            findings.problem("the broker's " + REQUEST_BYTES + " is " + request + ", a record may have " + record
                    + " bytes by topics.max-record-bytes: raise the one or lower the other");
        }
    }
}
