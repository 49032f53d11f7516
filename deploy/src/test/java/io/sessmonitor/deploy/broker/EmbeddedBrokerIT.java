package io.sessmonitor.deploy.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    @Test
    void records_and_address_survive_a_restart_on_the_same_directory(@TempDir Path directory) throws Exception {
        byte[] large = new byte[2 << 20];
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            port = broker.port();
            broker.createTopics(Map.of("pictures", 2));
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", 4 << 20),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("pictures", 1, null, large)).get();
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            assertThat(broker.port()).isEqualTo(port);
            TopicPartition partition = new TopicPartition("pictures", 1);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var read = consumer.poll(Duration.ofSeconds(30)).records(partition);
            assertThat(read).hasSize(1);
            assertThat(read.get(0).value()).isEqualTo(large);
        }
    }

    @Test
    void a_temporary_broker_leaves_nothing_behind_and_makes_no_topic_by_itself() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.startTemporary();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).isEmpty();
        } finally {
            broker.close();
        }
        assertThat(broker.directory()).doesNotExist();
    }

    @Test
    void a_port_in_use_is_named(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, taken.getLocalPort()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is in use");
        }
    }
}
