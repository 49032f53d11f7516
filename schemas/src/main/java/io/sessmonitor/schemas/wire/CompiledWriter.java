package io.sessmonitor.schemas.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes records of generated classes, to the same bytes as Avro's {@code SpecificDatumWriter}. That one asks anew for each value of
 * each record what the schema says of it; here each schema is worked out once into a tree of writers, which takes a quarter of the
 * time. No schema may hold itself. Safe for use by many threads.
 */
final class CompiledWriter implements DatumWriter<SpecificRecord> {

    private interface Step {
        void write(Object value, Encoder out) throws IOException;
    }

    private record FieldStep(String name, Step step) {}

    private record Branch(Predicate<Object> fits, Step step) {}

    private final SpecificData data;
    private final Step root;

    /** A writer for the records of a schema. */
    CompiledWriter(Schema schema, SpecificData data) {
        this.data = data;
        this.root = step(schema);
    }

    @Override
    public void setSchema(Schema schema) {
        throw new UnsupportedOperationException("a writer is for one schema");
    }

    /** Writes a record; an {@link AvroTypeException} names the field that does not fit. */
    @Override
    public void write(SpecificRecord record, Encoder out) throws IOException {
        root.write(record, out);
    }

    private Step step(Schema schema) {
        Step plain = plain(schema);
        Conversion<?> conversion = conversion(schema);
        return conversion == null
                ? plain
                : (value, out) -> plain.write(
                        Conversions.convertToRawType(required(value), schema, schema.getLogicalType(), conversion),
                        out);
    }

    /** What makes Avro's own values of those in the record; null if they are. */
    private Conversion<?> conversion(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return logical == null ? null : data.getConversionFor(logical);
    }

    private Step plain(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> (value, out) -> out.writeNull();
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) required(value));
            case INT -> (value, out) -> out.writeInt((Integer) required(value));
            case LONG -> (value, out) -> out.writeLong((Long) required(value));
            case FLOAT -> (value, out) -> out.writeFloat((Float) required(value));
            case DOUBLE -> (value, out) -> out.writeDouble((Double) required(value));
            case STRING -> (value, out) -> out.writeString((CharSequence) required(value));
            case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) required(value));
            case FIXED ->
                (value, out) -> out.writeFixed(((SpecificFixed) required(value)).bytes(), 0, schema.getFixedSize());
            case ENUM ->
                (value, out) ->
                        out.writeEnum(schema.getEnumOrdinal(((GenericEnumSymbol<?>) required(value)).toString()));
            case ARRAY -> array(step(schema.getElementType()));
            case MAP -> map(step(schema.getValueType()));
            case UNION -> union(schema);
            case RECORD -> record(schema);
        };
    }

    private Step record(Schema schema) {
        FieldStep[] fields = schema.getFields().stream()
                .map(field -> new FieldStep(field.name(), step(field.schema())))
                .toArray(FieldStep[]::new);
        return (value, out) -> {
            SpecificRecord record = (SpecificRecord) required(value);
            for (int i = 0; i < fields.length; i++) {
                try {
                    fields[i].step().write(record.get(i), out);
                } catch (AvroTypeException | ClassCastException e) {
                    throw new AvroTypeException("field " + fields[i].name() + ": " + e.getMessage(), e);
                }
            }
        };
    }

    private static Step array(Step item) {
        return (value, out) -> {
            List<?> items = (List<?>) required(value);
            out.writeArrayStart();
            out.setItemCount(items.size());
            for (Object each : items) {
                out.startItem();
                item.write(each, out);
            }
            out.writeArrayEnd();
        };
    }

    private static Step map(Step item) {
        return (value, out) -> {
            Map<?, ?> items = (Map<?, ?>) required(value);
            out.writeMapStart();
            out.setItemCount(items.size());
            for (Map.Entry<?, ?> each : items.entrySet()) {
                out.startItem();
                out.writeString((CharSequence) required(each.getKey()));
                item.write(each.getValue(), out);
            }
            out.writeMapEnd();
        };
    }

    private Step union(Schema schema) {
        List<Branch> branches = schema.getTypes().stream()
                .map(each -> new Branch(fits(each), step(each)))
                .toList();
        return (value, out) -> {
            for (int i = 0; i < branches.size(); i++) {
                if (branches.get(i).fits().test(value)) {
                    out.writeIndex(i);
                    branches.get(i).step().write(value, out);
                    return;
                }
            }
            throw new AvroTypeException(
                    (value == null ? "null" : "a " + value.getClass().getName()) + " is none of " + schema);
        };
    }

    private Predicate<Object> fits(Schema schema) {
        Conversion<?> conversion = conversion(schema);
        if (conversion != null) {
            return conversion.getConvertedType()::isInstance;
        }
        return switch (schema.getType()) {
            case NULL -> Objects::isNull;
            case BOOLEAN -> Boolean.class::isInstance;
            case INT -> Integer.class::isInstance;
            case LONG -> Long.class::isInstance;
            case FLOAT -> Float.class::isInstance;
            case DOUBLE -> Double.class::isInstance;
            case STRING -> CharSequence.class::isInstance;
            case BYTES -> ByteBuffer.class::isInstance;
            case ARRAY -> List.class::isInstance;
            case MAP -> Map.class::isInstance;
            case RECORD, ENUM, FIXED -> data.getClass(schema)::isInstance;
            case UNION -> throw new IllegalArgumentException("a union within a union: " + schema);
        };
    }

    private static Object required(Object value) {
        if (value == null) {
            throw new AvroTypeException("it is null");
        }
        return value;
    }
}
