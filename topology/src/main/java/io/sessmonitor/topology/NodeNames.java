package io.sessmonitor.topology;

/** Every node of the topology by name, in the data's order. */
public final class NodeNames {

    public static final String SENT_SOURCE = "sent-source";
    public static final String RECEIVED_SOURCE = "received-source";
    public static final String INGEST = "ingest";
    public static final String EXCHANGE_SINK = "exchange-sink";
    public static final String EXCHANGE_SOURCE = "exchange-source";
    public static final String EXCHANGE_INGEST = "exchange-ingest";
    public static final String PAIRING = "pairing";
    public static final String SCORING = "scoring";
    public static final String SCORES_SINK = "scores-sink";
    public static final String DLQ_SINK = "dlq-sink";
    public static final String SCORES_SOURCE = "scores-source";
    public static final String WINDOWS = "windows";
    public static final String AGGREGATES_SINK = "aggregates-sink";
    public static final String WINDOWS_DLQ_SINK = "windows-dlq-sink";

    public static final String ALERTS = "alerts";
    public static final String ALERTS_SINK = "alerts-sink";

    private NodeNames() {}
}
