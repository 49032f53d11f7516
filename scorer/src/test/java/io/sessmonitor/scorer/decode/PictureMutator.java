package io.sessmonitor.scorer.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes hostile pictures out of good ones: damage as a channel does it, and lies as an attacker tells them, with lengths,
 * sizes and check sums that a parser meets beyond its first test. The same seed gives the same files.
 */
final class PictureMutator {

    private static final int PNG_SIGNATURE = 8;
    private static final long[] LIES = {
        0, 1, 2, 3, 0x7f, 0xff, 0x3fff, 0x7fff, 0xffff, 0xffffff, 0x7fffffffL, 0xffffffffL
    };

    private final List<byte[]> good;
    private final SplittableRandom random;

    PictureMutator(List<byte[]> good, long seed) {
        this.good = good;
        this.random = new SplittableRandom(seed);
    }

    byte[] next() {
        byte[] picture = good.get(random.nextInt(good.size())).clone();
        for (int steps = 1 + random.nextInt(3); steps > 0 && picture.length > 0; steps--) {
            picture = mutate(picture);
        }
        // A wrong sum ends a PNG file's reading at once, so half of them get it put right.
        return isPng(picture) && random.nextBoolean() ? withSums(picture) : picture;
    }

    private byte[] mutate(byte[] picture) {
        return switch (random.nextInt(10)) {
            case 0 -> flipBits(picture);
            case 1 -> overwrite(picture);
            case 2 -> slice(picture, 0, random.nextInt(picture.length + 1));
            case 3 -> delete(picture);
            case 4 -> repeat(picture);
            case 5 -> spliced(picture);
            case 6, 7 -> lie(picture);
            case 8 -> isPng(picture) ? shuffledChunks(picture) : lie(picture);
            default -> isPng(picture) ? otherPixels(picture) : flipBits(picture);
        };
    }

    private byte[] flipBits(byte[] picture) {
        for (int i = random.nextInt(8); i >= 0; i--) {
            picture[random.nextInt(picture.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return picture;
    }

    private byte[] overwrite(byte[] picture) {
        int from = random.nextInt(picture.length);
        int to = Math.min(picture.length, from + 1 + random.nextInt(16));
        boolean marker = random.nextBoolean();
        for (int i = from; i < to; i++) {
            picture[i] = (byte) (marker ? 0xff : random.nextInt());
        }
        return picture;
    }

    private byte[] delete(byte[] picture) {
        int from = random.nextInt(picture.length);
        int to = Math.min(picture.length, from + 1 + random.nextInt(64));
        return concat(slice(picture, 0, from), slice(picture, to, picture.length));
    }

    private byte[] repeat(byte[] picture) {
        int from = random.nextInt(picture.length);
        int to = from + random.nextInt(picture.length - from + 1);
        byte[] part = slice(picture, from, to);
        byte[] result = slice(picture, 0, to);
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            result = concat(result, part);
        }
        return concat(result, slice(picture, to, picture.length));
    }

    /** The head of one file with the tail of another, often one of another format. */
    private byte[] spliced(byte[] picture) {
        byte[] other = good.get(random.nextInt(good.size()));
        return concat(
                slice(picture, 0, random.nextInt(picture.length + 1)),
                slice(other, random.nextInt(other.length), other.length));
    }

    /** Puts a number that is too small or too large where lengths and sizes stand: mostly near the start. */
    private byte[] lie(byte[] picture) {
        long value = LIES[random.nextInt(LIES.length)];
        int width = 1 << random.nextInt(3);
        boolean bigEndian = random.nextBoolean();
        int range = random.nextBoolean() ? Math.min(picture.length, 64) : picture.length;
        int at = random.nextInt(range);
        for (int i = 0; i < width && at + i < picture.length; i++) {
            picture[at + i] = (byte) (value >>> 8 * (bigEndian ? width - 1 - i : i));
        }
        return picture;
    }

    private byte[] shuffledChunks(byte[] png) {
        List<byte[]> chunks = new ArrayList<>();
        int at = PNG_SIGNATURE;
        while (at + 12 <= png.length) {
            long length = Integer.toUnsignedLong(ByteBuffer.wrap(png).getInt(at));
            if (at + 12 + length > png.length) {
                break;
            }
            chunks.add(slice(png, at, at + 12 + (int) length));
            at += 12 + (int) length;
        }
        if (chunks.isEmpty()) {
            return png;
        }
        int one = random.nextInt(chunks.size());
        switch (random.nextInt(3)) {
            case 0 -> chunks.remove(one);
            case 1 -> chunks.add(random.nextInt(chunks.size() + 1), chunks.get(one));
            default -> Collections.swap(chunks, one, random.nextInt(chunks.size()));
        }
        byte[] result = slice(png, 0, PNG_SIGNATURE);
        for (byte[] chunk : chunks) {
            result = concat(result, chunk);
        }
        return concat(result, slice(png, at, png.length));
    }

    /** Good zlib data that is not what the header promises: noise, too little, or a bomb of one value. */
    private byte[] otherPixels(byte[] png) {
        int idat = new String(png, StandardCharsets.ISO_8859_1).indexOf("IDAT");
        if (idat < 0) {
            return png;
        }
        byte[] raw = new byte[random.nextInt(4) == 0 ? 8 << 20 : random.nextInt(4000)];
        if (raw.length < 4000) {
            for (int i = 0; i < raw.length; i++) {
                raw[i] = (byte) random.nextInt();
            }
        }
        byte[] body = deflated(raw);
        byte[] chunk = ByteBuffer.allocate(12 + body.length)
                .putInt(body.length)
                .put("IDAT".getBytes(StandardCharsets.ISO_8859_1))
                .put(body)
                .array();
        byte[] end = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0, 0, 0, 0};
        return withSums(concat(concat(slice(png, 0, idat - 4), chunk), end));
    }

    static byte[] deflated(byte[] raw) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(raw);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static boolean isPng(byte[] picture) {
        return picture.length > PNG_SIGNATURE && picture[0] == (byte) 0x89 && picture[1] == 'P';
    }

    /** Puts right the check sums of all chunks whose length can be followed. Changes its argument. */
    static byte[] withSums(byte[] png) {
        ByteBuffer buffer = ByteBuffer.wrap(png);
        for (long at = PNG_SIGNATURE; at + 12 <= png.length; ) {
            long length = Integer.toUnsignedLong(buffer.getInt((int) at));
            if (at + 12 + length > png.length) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(png, (int) at + 4, (int) length + 4);
            buffer.putInt((int) (at + 8 + length), (int) crc.getValue());
            at += 12 + length;
        }
        return png;
    }

    private static byte[] slice(byte[] data, int from, int to) {
        return Arrays.copyOfRange(data, from, Math.max(from, to));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }
}
