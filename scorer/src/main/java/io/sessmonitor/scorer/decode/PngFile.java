package io.sessmonitor.scorer.decode;

import io.sessmonitor.scorer.decode.PictureFile.Colour;
import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;

/** Walks over the chunks of a PNG file and checks their sums. */
final class PngFile {

    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;

    private PngFile() {}

    static PictureFile read(byte[] data) throws PictureException {
        ByteView file = ByteView.of(data);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(data.length);
        kept.write(data, 0, SIGNATURE);
        int width = -1;
        int height = -1;
        int orientation = 1;
        boolean ended = false;
        for (int at = SIGNATURE; !ended; ) {
            long length = file.u32(at, true);
            if (length < 0 || at + FRAME + length > data.length) {
                throw PictureFile.truncated("a PNG chunk at byte " + at + " is incomplete");
            }
            checkSum(file, at, (int) length);
            ByteView body = file.part(at + 8L, length);
            if (at == SIGNATURE) {
                if (!file.is(at + 4L, "IHDR") || length != 13) {
                    throw PictureFile.corrupt("the PNG file does not start with its header");
                }
                width = side(body, 0);
                height = side(body, 4);
            }
            if (file.is(at + 4L, "eXIf")) {
                orientation = Exif.orientation(body);
            }
            if (file.is(at + 4L, "acTL")) {
                throw new PictureException(
                        PictureException.Fault.UNKNOWN_FORMAT,
                        "the picture is an animated PNG; only still ones can be read");
            }
            if (isNeeded(file, at + 4L)) {
                kept.write(data, at, FRAME + (int) length);
            }
            ended = file.is(at + 4L, "IEND");
            at += FRAME + (int) length;
        }
        return new PictureFile(width, height, orientation, kept.toByteArray(), 0, Colour.PLAIN);
    }

    private static int side(ByteView header, int at) throws PictureException {
        long side = header.u32(at, true);
        if (side > Integer.MAX_VALUE) {
            throw PictureFile.corrupt("the PNG header gives a side of " + side + " pixels");
        }
        return (int) side;
    }

    private static boolean isNeeded(ByteView file, long at) {
        return file.is(at, "IHDR")
                || file.is(at, "PLTE")
                || file.is(at, "tRNS")
                || file.is(at, "IDAT")
                || file.is(at, "IEND");
    }

    private static void checkSum(ByteView file, int at, int length) throws PictureException {
        CRC32 crc = new CRC32();
        crc.update(file.data(), at + 4, 4 + length);
        if (crc.getValue() != file.u32(at + 8L + length, true)) {
            throw PictureFile.corrupt("the check sum of the PNG chunk at byte " + at + " is wrong");
        }
    }
}
