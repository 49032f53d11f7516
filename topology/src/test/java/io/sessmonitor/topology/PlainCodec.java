package io.sessmonitor.topology;

import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/** Bare Avro behind one zero byte, with a registry that can be switched off. */
final class PlainCodec implements WireCodec {

    static {
        // Avro loads no class that a schema names unless it is trusted, for the whole JVM.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals("io.sessmonitor.schemas")));
    }

    private boolean away;

    void registryAway(boolean isAway) {
        away = isAway;
    }

    @Override
    public void configure(Map<String, String> settings) {}

    @Override
    public byte[] encode(String topic, SpecificRecord record) throws RegistryUnavailableException {
        check();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(record.getSchema(), SpecificData.getForClass(record.getClass()))
                    .write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type)
            throws MalformedRecordException, RegistryUnavailableException {
        check();
        if (value.length == 0 || value[0] != 0) {
            throw new MalformedRecordException(Reason.NOT_WIRE_FORMAT, "no magic byte");
        }
        try {
            return new SpecificDatumReader<T>(type)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 1, value.length - 1, null));
        } catch (IOException | RuntimeException e) {
            throw new MalformedRecordException(Reason.NOT_DECODABLE, e.toString(), e);
        }
    }

    private void check() throws RegistryUnavailableException {
        if (away) {
            throw new RegistryUnavailableException("the registry is away", null);
        }
    }
}
