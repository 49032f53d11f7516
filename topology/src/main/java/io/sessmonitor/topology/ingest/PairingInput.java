package io.sessmonitor.topology.ingest;

/** What pairing is told. */
public sealed interface PairingInput permits Arrival, LinkNews {}
