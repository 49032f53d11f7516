"""Writes frames as a Python testbed would that leaves librdkafka's partitioner at its default.

librdkafka_producer.py SERVERS SENT_TOPIC RECEIVED_TOPIC FIRST END
    frames cam/FIRST to cam/(END-1), raw, all to receiver near, all but every fifth to receiver far
"""

import sys

from confluent_kafka import Producer


def failed(error, message):
    if error is not None:
        sys.exit(f"{message.topic()}: {error}")


servers, sent, received, first, end = sys.argv[1:]
producer = Producer({"bootstrap.servers": servers})
for sequence in range(int(first), int(end)):
    key = f"cam/{sequence}"
    picture = f"picture {sequence}".encode()
    producer.produce(sent, key=key, value=picture, on_delivery=failed)
    producer.produce(received, key=key, value=picture, headers={"receiver": "near"}, on_delivery=failed)
    if sequence % 5 != 4:
        producer.produce(received, key=key, value=picture, headers={"receiver": "far"}, on_delivery=failed)
left = producer.flush(60)
if left:
    sys.exit(f"{left} records were not taken within 60 s")
