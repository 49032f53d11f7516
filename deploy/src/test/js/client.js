// Registers the frame schema, writes frames on both sides of a link, and reads their scores: kafkajs for the records,
// Confluent's client for the registry and Avro. Its argument is one JSON object:
//   brokers, registry    addresses
//   sent, received, scores    topics
//   schema    file of frame.avsc
//   frames    how many; the odd ones are received as something else than was sent
// Prints one JSON object a score, and ends when every frame has one. Says on its error stream how far it is.
'use strict';

const fs = require('node:fs');
const { CompressionCodecs, CompressionTypes, Kafka, Partitioners, logLevel } = require('kafkajs');
const {
  SchemaRegistryClient,
  AvroSerializer,
  AvroDeserializer,
  SerdeType,
  SubjectNameStrategyType,
} = require('@confluentinc/schemaregistry');
const lz4 = require('lz4js');

// The monitor writes with LZ4, which kafkajs leaves to its users.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

// Otherwise Confluent's client first asks for a topic's associations, which only its own registry has; Apicurio's "not
// found" is lost now and then, and the client waits for it without end.
const BY_TOPIC = { subjectNameStrategyType: SubjectNameStrategyType.TOPIC };
const STREAM = 'js';
const RECEIVER = 'node';

async function main(task) {
  const registry = new SchemaRegistryClient({ baseURLs: [task.registry] });
  const kafka = new Kafka({ clientId: 'interoperability', brokers: [task.brokers], logLevel: logLevel.ERROR });
  await write(task, registry, kafka);
  console.error('all frames are written');
  await read(task, registry, kafka);
}

async function write(task, registry, kafka) {
  const schema = fs.readFileSync(task.schema, 'utf8');
  for (const topic of [task.sent, task.received]) {
    await registry.register(`${topic}-value`, { schemaType: 'AVRO', schema });
  }
  console.error('the schema is registered');
  const serializer = new AvroSerializer(registry, SerdeType.VALUE, { ...BY_TOPIC, useLatestVersion: true });
  // The default partitioner of kafkajs 2 is Java's, murmur2.
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
  await producer.connect();
  for (let sequence = 0; sequence < task.frames; sequence++) {
    const key = `${STREAM}/${sequence}`;
    const sent = frame(sequence, null, `picture ${sequence}`);
    const received = frame(sequence, RECEIVER, `${sequence % 2 ? 'noise' : 'picture'} ${sequence}`);
    for (const [topic, value] of [[task.sent, sent], [task.received, received]]) {
      await producer.send({
        topic,
        acks: -1,
        messages: [{ key, value: await serializer.serialize(topic, value) }],
      });
    }
  }
  await producer.disconnect();
}

function frame(sequence, receiver, picture) {
  return {
    stream: STREAM,
    sequence,
    receiver,
    capturedAt: 1_700_000_000_000_000 + sequence,
    payload: Buffer.from(picture),
    mediaType: 'image/jpeg',
    tags: { codec: 'none' },
  };
}

async function read(task, registry, kafka) {
  const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, BY_TOPIC);
  // Reads committed records only, unless told otherwise.
  const consumer = kafka.consumer({ groupId: `interoperability-${process.pid}` });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    console.error(`reads ${JSON.stringify(payload.memberAssignment)}`),
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [task.scores], fromBeginning: true });
  let left = task.frames;
  await new Promise((done, failed) => {
    consumer.on(consumer.events.CRASH, (event) => failed(event.payload.error));
    consumer
      .run({
        eachMessage: async ({ topic, message }) => {
          try {
            const score = await deserializer.deserialize(topic, message.value);
            console.log(
              JSON.stringify({
                key: message.key.toString(),
                stream: score.stream,
                receiver: score.receiver,
                sequence: Number(score.sequence),
                outcome: score.outcome,
                score: score.score,
                tags: score.tags,
              }),
            );
            if (--left === 0) {
              done();
            }
          } catch (e) {
            failed(e);
          }
        },
      })
      .catch(failed);
  });
  await consumer.disconnect();
}

main(JSON.parse(process.argv[2])).then(
  () => process.exit(0),
  (e) => {
    console.error(e);
    process.exit(1);
  },
);
