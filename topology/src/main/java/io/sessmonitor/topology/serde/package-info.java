/** Codecs of the schemas module as Kafka serializers. */
package io.sessmonitor.topology.serde;
