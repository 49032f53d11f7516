package io.sessmonitor.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedDecoderTest {

    private static final String HUGE = "feffffff0f"; // 2^31 - 1, Avro's zigzag

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reads_what_avros_encoder_writes(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            int small = random.nextInt() >> random.nextInt(32);
            double real = random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            String text = "é\uFFFD漢😀".repeat(random.nextInt(4));
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            encoder.writeLong(number);
            encoder.writeInt(small);
            encoder.writeDouble(real);
            encoder.writeFloat((float) real);
            encoder.writeBoolean(small > 0);
            encoder.writeString(text);
            encoder.writeBytes(bytes);
            encoder.writeFixed(bytes);

            BoundedDecoder in = new BoundedDecoder(out.toByteArray(), 0);

            assertThat(in.readLong()).isEqualTo(number);
            assertThat(in.readInt()).isEqualTo(small);
            assertThat(in.readDouble()).isEqualTo(real);
            assertThat(in.readFloat()).isEqualTo((float) real);
            assertThat(in.readBoolean()).isEqualTo(small > 0);
            assertThat(in.readString()).isEqualTo(text);
            assertThat(in.readBytes(null)).isEqualTo(ByteBuffer.wrap(bytes));
            byte[] fixed = new byte[bytes.length];
            in.readFixed(fixed);
            assertThat(fixed).isEqualTo(bytes);
            assertThat(in.left()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"type\":\"array\",\"items\":\"long\"}",
                "{\"type\":\"map\",\"values\":\"double\"}",
                "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"long\"}}",
                "{\"type\":\"array\",\"items\":\"null\"}",
                "\"string\"",
                "\"bytes\""
            })
    void a_small_record_that_claims_2_gb_is_refused_without_allocating_them(String schema) {
        byte[] record = Arrays.copyOf(HexFormat.of().parseHex(HUGE), 20);
        Schema parsed = new Schema.Parser().parse(schema);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        GenericDatumReader<Object> reader = new GenericDatumReader<>(parsed);
        assertThatThrownBy(() -> reader.read(null, new BoundedDecoder(record, 0)))
                .isInstanceOf(IOException.class);

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> reader.read(null, new BoundedDecoder(record, 0)))
                .isInstanceOf(IOException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    @Test
    void many_blocks_may_not_claim_more_items_together_than_there_are_bytes() {
        // Each block of 3 nulls takes one byte: without a common limit, 16 bytes would make 48 items.
        byte[] blocks = new byte[16];
        Arrays.fill(blocks, (byte) 6);
        Schema nulls = new Schema.Parser().parse("{\"type\":\"array\",\"items\":\"null\"}");

        assertThatThrownBy(() -> new GenericDatumReader<>(nulls).read(null, new BoundedDecoder(blocks, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the record can hold");
    }

    @Test
    void blocks_that_state_their_size_are_read_and_skipped() throws IOException {
        Schema longs = new Schema.Parser().parse("{\"type\":\"array\",\"items\":\"long\"}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().blockingBinaryEncoder(out, null);
        GenericData.Array<Long> array = new GenericData.Array<>(longs, List.of(1L, -2L, 300L));
        new GenericDatumWriter<>(longs).write(array, encoder);
        encoder.flush();

        assertThat(new GenericDatumReader<>(longs).read(null, new BoundedDecoder(out.toByteArray(), 0)))
                .isEqualTo(array);

        BoundedDecoder in = new BoundedDecoder(out.toByteArray(), 0);
        assertThat(in.skipArray()).isZero();
        assertThat(in.left()).isZero();
    }

    @Test
    void impossible_values_are_refused_with_their_offset() {
        assertThatThrownBy(() -> decoder("02").readBoolean())
                .hasMessageContaining("boolean")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> decoder("ffffffffffffffffff03").readLong()).hasMessageContaining("64 bits");
        assertThatThrownBy(() -> decoder("ffffffffff7f").readInt()).hasMessageContaining("an int with the value");
        assertThatThrownBy(() -> decoder("80").readLong()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> decoder("03ff").readBytes(null)).hasMessageContaining("length of -2");
        assertThatThrownBy(() -> decoder("02ff").readString()).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> decoder("00").skipFixed(2)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> decoder("ffffffffffffffffff0100").readArrayStart())
                .hasMessageContaining("more than the record can hold");
    }

    private static BoundedDecoder decoder(String hex) {
        return new BoundedDecoder(HexFormat.of().parseHex(hex), 0);
    }
}
