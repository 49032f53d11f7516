package io.sessmonitor.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * The Confluent wire format: byte 0, the schema's ID as four bytes with the highest first, the record in Avro's binary encoding. What
 * is registered is the schema as a foreign client would write it, without Avro's hints for Java, so that everybody who uses {@code
 * frame.avsc} gets the same ID.
 */
public final class ConfluentWireCodec implements WireCodec {

    /** Bytes before the record itself. */
    public static final int HEADER = 5;

    private static final int CACHE = 1000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Generic and specific readers of one schema make different objects, hence the kind. */
    private record Pair(int writer, Schema reader, boolean generic) {}

    private record Target(String topic, Schema schema) {}

    /** A generated class as Avro sees it. */
    private record Model(SpecificData data, Schema schema) {
        static Model of(Class<?> type) {
            GeneratedClasses data = new GeneratedClasses(type);
            return new Model(data, data.getSchema(type));
        }
    }

    /** {@code plain}: what the writer's schema encodes is what the reader's would. */
    private record Reader(DatumReader<?> avro, boolean plain) {}

    private final BoundedCache<Pair, Reader> readers = new BoundedCache<>(CACHE);
    private final BoundedCache<Target, Integer> ids = new BoundedCache<>(CACHE);
    private final Map<Class<?>, Model> models = new ConcurrentHashMap<>();
    private final Map<Class<?>, DatumWriter<SpecificRecord>> writers = new ConcurrentHashMap<>();
    private RegistryClient registry;
    private SchemaLookup schemas;
    private SubjectStrategy strategy;

    /** A codec that is yet to be configured. */
    public ConfluentWireCodec() {}

    /** Where the schema of an ID is to be had. */
    public interface SchemaLookup {

        /**
         * The schema of an ID.
         *
         * @throws RegistryRefusedException if it is not known, and will not be
         * @throws RegistryUnavailableException if it could not be had in time; call again
         */
        Schema schema(int id) throws RegistryUnavailableException, RegistryRefusedException;
    }

    /** A codec that needs no registry and only decodes, for values whose schemas are kept elsewhere. */
    public static ConfluentWireCodec reading(SchemaLookup schemas) {
        ConfluentWireCodec codec = new ConfluentWireCodec();
        codec.schemas = schemas;
        return codec;
    }

    ConfluentWireCodec(RegistrySettings settings, Ticker ticker) {
        configure(settings, ticker);
    }

    @Override
    public void configure(Map<String, String> settings) {
        configure(RegistrySettings.of(settings), Ticker.SYSTEM);
    }

    private void configure(RegistrySettings settings, Ticker ticker) {
        registry = new RegistryClient(settings, ticker);
        schemas = registry::schema;
        strategy = settings.strategy();
    }

    @Override
    public byte[] encode(String topic, SpecificRecord record)
            throws RegistryUnavailableException, RegistryRefusedException {
        DatumWriter<SpecificRecord> writer = writers.computeIfAbsent(
                record.getClass(),
                type -> new CompiledWriter(record.getSchema(), model(type).data()));
        return encode(topic, record, writer);
    }

    /** Encodes a record that has no class of its own; as {@link #encode(String, SpecificRecord)}. */
    public byte[] encodeGeneric(String topic, IndexedRecord record)
            throws RegistryUnavailableException, RegistryRefusedException {
        return encode(topic, record, new GenericDatumWriter<IndexedRecord>(record.getSchema()));
    }

    private <T extends IndexedRecord> byte[] encode(String topic, T record, DatumWriter<T> writer)
            throws RegistryUnavailableException, RegistryRefusedException {
        if (registry == null) {
            throw new IllegalStateException("this codec has no registry and only decodes");
        }
        Schema schema = record.getSchema();
        int id = registeredId(new Target(topic, schema));
        int room = 512;
        for (int i = 0; i < schema.getFields().size(); i++) {
            // Pictures are most of a frame; room for them at once saves growing.
            room += record.get(i) instanceof ByteBuffer bytes ? bytes.remaining() : 0;
        }
        ByteArrayEncoder out = new ByteArrayEncoder(room);
        try {
            out.writeFixed(ByteBuffer.allocate(HEADER).put((byte) 0).putInt(id).array());
            writer.write(record, out);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "a " + schema.getName() + " does not fit its schema: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    @Override
    public <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type)
            throws MalformedRecordException, RegistryUnavailableException {
        Model model = model(type);
        return type.cast(decode(
                value,
                model.schema(),
                false,
                writer -> new SpecificDatumReader<>(writer, model.schema(), model.data())));
    }

    @Override
    public int plainFrom(byte[] value, Class<? extends SpecificRecord> type) {
        if (value.length < HEADER || value[0] != 0) {
            return -1;
        }
        Reader known = readers.get(
                new Pair(ByteBuffer.wrap(value, 1, 4).getInt(), model(type).schema(), false));
        return known != null && known.plain() ? HEADER : -1;
    }

    private Model model(Class<?> type) {
        return models.computeIfAbsent(type, Model::of);
    }

    /**
     * Decodes a record into no class of its own; errors as for {@link #decode(String, byte[], Class)}.
     *
     * @param reader schema to resolve to
     */
    public IndexedRecord decodeGeneric(String topic, byte[] value, Schema reader)
            throws MalformedRecordException, RegistryUnavailableException {
        return (IndexedRecord)
                decode(value, reader, true, writer -> new GenericDatumReader<>(writer, reader, GenericData.get()));
    }

    private interface ReaderFactory {
        DatumReader<?> make(Schema writer);
    }

    private Object decode(byte[] value, Schema expected, boolean generic, ReaderFactory factory)
            throws MalformedRecordException, RegistryUnavailableException {
        if (value == null) {
            throw new MalformedRecordException(Reason.NO_VALUE, "the record has no value");
        }
        int id = id(value);
        DatumReader<?> reader = reader(new Pair(id, expected, generic), factory).avro();
        BoundedDecoder in = new BoundedDecoder(value, HEADER);
        Object record;
        try {
            record = reader.read(null, in);
        } catch (AvroTypeException e) {
            throw notDecodable("schema " + id + " cannot be read as " + expected.getFullName(), e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A schema from elsewhere may hold itself, and a record be as deep as it is long.
            throw notDecodable("not a " + expected.getFullName() + " as written with schema " + id, e);
        }
        if (in.left() > 0) {
            throw new MalformedRecordException(
                    Reason.NOT_DECODABLE,
                    in.left() + " bytes follow the " + expected.getFullName() + " written with schema " + id);
        }
        return record;
    }

    private static MalformedRecordException notDecodable(String what, Throwable e) {
        String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        // Avro quotes whole schemas; a reason is for people and goes into a header.
        String brief = detail.length() > 300 ? detail.substring(0, 300) + "…" : detail;
        return new MalformedRecordException(Reason.NOT_DECODABLE, what + ": " + brief.replaceAll("\\s+", " "), e);
    }

    /** Reads magic byte and ID. */
    private static int id(byte[] value) throws MalformedRecordException {
        if (value.length < HEADER || value[0] != 0) {
            String seen = value.length < HEADER
                    ? "it has " + value.length + " bytes"
                    : String.format("it begins with %02x %02x %02x", value[0], value[1], value[2]);
            throw new MalformedRecordException(
                    Reason.NOT_WIRE_FORMAT,
                    "the value is not Avro in Confluent's wire format (byte 0, then a schema ID): " + seen
                            + "; topics of bare pictures need input.format: raw");
        }
        int id = ByteBuffer.wrap(value, 1, 4).getInt();
        if (id < 0) {
            throw new MalformedRecordException(Reason.UNKNOWN_SCHEMA, "no schema has the negative ID " + id);
        }
        return id;
    }

    private Reader reader(Pair pair, ReaderFactory factory)
            throws MalformedRecordException, RegistryUnavailableException {
        Reader reader = readers.get(pair);
        if (reader == null) {
            try {
                Schema writer = schemas.schema(pair.writer());
                reader = new Reader(factory.make(writer), encodesAlike(writer, pair.reader()));
            } catch (RegistryRefusedException e) {
                throw new MalformedRecordException(Reason.UNKNOWN_SCHEMA, e.getMessage(), e);
            }
            readers.put(pair, reader);
        }
        return reader;
    }

    /** Whether two schemas differ at most in what does not change the bytes: documentation, defaults, hints. */
    private static boolean encodesAlike(Schema one, Schema other) {
        return SchemaNormalization.toParsingForm(one).equals(SchemaNormalization.toParsingForm(other));
    }

    private int registeredId(Target target) throws RegistryUnavailableException, RegistryRefusedException {
        Integer known = ids.get(target);
        if (known == null) {
            Schema schema = registered(target.schema());
            known = registry.id(strategy.subject(target.topic(), schema), schema);
            ids.put(target, known);
        }
        return known;
    }

    /** A schema as this codec registers it and looks it up, which for a registry is another one than that of the class. */
    public static Schema registered(Schema schema) {
        try {
            return new Schema.Parser().parse(MAPPER.writeValueAsString(strip(MAPPER.readTree(schema.toString()))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("schema " + schema.getFullName() + " is not JSON", e);
        }
    }

    /** Takes Avro's hints for Java out of a schema: {@code {"type": "string", "avro.java.string": "String"}} is a plain string. */
    private static JsonNode strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("avro.java.string");
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (!field.getKey().equals("default")) {
                    field.setValue(strip(field.getValue()));
                }
            }
            JsonNode type = object.get("type");
            return object.size() == 1 && type != null && type.isTextual() ? type : object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, strip(array.get(i)));
            }
        }
        return node;
    }
}
