package io.sessmonitor.scorer.decode;

import io.sessmonitor.scorer.decode.PictureFile.Colour;

/** Walks over the chunks of a WebP file (RFC 9649). */
final class WebpFile {

    private static final int HEADER = 12;
    private static final int ANIMATION = 0x02;

    private WebpFile() {}

    static PictureFile read(byte[] data) throws PictureException {
        ByteView file = ByteView.of(data);
        long end = 8 + file.u32(4, false);
        if (end > data.length) {
            throw PictureFile.truncated(data.length + " bytes of " + end + " of a WebP file");
        }
        int[] canvas = null;
        int[] picture = null;
        int orientation = 1;
        for (long at = HEADER; at + 8 <= end; ) {
            long length = file.u32(at + 4, false);
            if (at + 8 + length > end) {
                throw PictureFile.truncated("a WebP chunk at byte " + at + " is incomplete");
            }
            ByteView body = file.part(at + 8, length);
            if (file.is(at, "VP8X")) {
                canvas = canvas(body);
            } else if (picture == null && file.is(at, "VP8 ")) {
                picture = lossy(body);
            } else if (picture == null && file.is(at, "VP8L")) {
                picture = lossless(body);
            } else if (file.is(at, "EXIF")) {
                orientation = Exif.orientation(body.is(0, "Exif\0\0") ? body.part(6, body.length()) : body);
            }
            at += 8 + length + (length & 1);
        }
        if (picture == null) {
            throw PictureFile.corrupt("the WebP file holds no picture");
        }
        if (canvas != null && (canvas[0] != picture[0] || canvas[1] != picture[1])) {
            throw PictureFile.corrupt("a WebP picture of " + picture[0] + "x" + picture[1] + " on a canvas of "
                    + canvas[0] + "x" + canvas[1]);
        }
        return new PictureFile(picture[0], picture[1], orientation, data, 0, Colour.PLAIN);
    }

    private static int[] canvas(ByteView body) throws PictureException {
        if (body.length() < 10) {
            throw PictureFile.corrupt("the WebP header is too short");
        }
        if ((body.u8(0) & ANIMATION) != 0) {
            throw new PictureException(
                    PictureException.Fault.UNKNOWN_FORMAT,
                    "the picture is an animated WebP; only still ones can be read");
        }
        return new int[] {1 + (body.u16(4, false) | body.u8(6) << 16), 1 + (body.u16(7, false) | body.u8(9) << 16)};
    }

    private static int[] lossy(ByteView body) throws PictureException {
        boolean keyFrame = (body.u8(0) & 1) == 0;
        if (body.length() < 10 || !keyFrame || !body.is(3, "\u009d\u0001\u002a")) {
            throw PictureFile.corrupt("the VP8 frame header is wrong");
        }
        return new int[] {body.u16(6, false) & 0x3fff, body.u16(8, false) & 0x3fff};
    }

    private static int[] lossless(ByteView body) throws PictureException {
        if (body.length() < 5 || body.u8(0) != 0x2f) {
            throw PictureFile.corrupt("the VP8L header is wrong");
        }
        long bits = body.u32(1, false);
        return new int[] {1 + (int) (bits & 0x3fff), 1 + (int) (bits >> 14 & 0x3fff)};
    }
}
