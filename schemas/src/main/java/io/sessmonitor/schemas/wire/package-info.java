/**
 * Avro records as bytes: the Confluent wire format and the client of the schema registry behind it. Knows no Kafka: whoever holds
 * records of a topic passes the topic's name and the bytes.
 */
package io.sessmonitor.schemas.wire;
