package io.sessmonitor.scorer.decode;

import io.sessmonitor.scorer.decode.PictureFile.Colour;
import java.io.ByteArrayOutputStream;

/** Walks over the segments of a JPEG file (ITU-T T.81, annex B). */
final class JpegFile {

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;

    /** A progressive file has about ten scans; each costs a pass over all pixels, so thousands are an attack. */
    private static final int MAX_SCANS = 100;

    /** Tells the decoder that three components are YCbCr, where the file leaves it to be guessed. */
    private static final byte[] JFIF = {
        (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private final ByteView file;
    private final ByteArrayOutputStream kept;
    private int width = -1;
    private int height = -1;
    private int components;
    private boolean rgbIds;
    private int orientation = 1;
    private boolean jfif;
    private int adobeTransform = -1;
    private ByteView adobe;

    private JpegFile(byte[] data) {
        file = ByteView.of(data);
        kept = new ByteArrayOutputStream(data.length + JFIF.length);
    }

    static PictureFile read(byte[] data) throws PictureException {
        return new JpegFile(data).read();
    }

    private PictureFile read() throws PictureException {
        int at = 2;
        int scans = 0;
        while (true) {
            int marker = marker(at);
            while (marker == 0xff) {
                at++;
                marker = marker(at);
            }
            if (marker == EOI) {
                break;
            }
            if (marker < 0xc0 || marker == SOI || marker >= 0xd0 && marker <= 0xd7) {
                throw PictureFile.corrupt(String.format("unexpected JPEG marker %02x at byte %d", marker, at));
            }
            int length = file.u16(at + 2, true);
            int next = at + 2 + length;
            if (length < 0 || next > file.length()) {
                throw PictureFile.truncated("a JPEG segment at byte " + at + " is incomplete");
            }
            if (length < 2) {
                throw PictureFile.corrupt("a JPEG segment at byte " + at + " has no length");
            }
            if (marker == SOS) {
                if (++scans > MAX_SCANS) {
                    throw PictureFile.corrupt("more than " + MAX_SCANS + " JPEG scans");
                }
                next = endOfScan(next);
            }
            segment(marker, at, next);
            at = next;
        }
        if (width < 0 || scans == 0) {
            throw PictureFile.corrupt("the JPEG file holds no picture");
        }
        return new PictureFile(width, height, orientation, pixels(), components, colour());
    }

    private int marker(int at) throws PictureException {
        if (at + 1 >= file.length()) {
            throw PictureFile.truncated("the JPEG file has no end marker");
        }
        if (file.u8(at) != 0xff) {
            throw PictureFile.corrupt("no JPEG marker where one must be, at byte " + at);
        }
        return file.u8(at + 1);
    }

    /** Skips entropy-coded data: ff is followed there by 00, by a restart marker, or by more fill bytes. */
    private int endOfScan(int from) throws PictureException {
        byte[] data = file.data();
        for (int i = from; i + 1 < data.length; i++) {
            if (data[i] == (byte) 0xff) {
                int next = data[i + 1] & 0xff;
                if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    return i;
                }
            }
        }
        throw PictureFile.truncated("the JPEG file ends inside its pixel data, at byte " + data.length);
    }

    private void segment(int marker, int at, int next) throws PictureException {
        ByteView body = file.part(at + 4L, next - at - 4L);
        if (marker == APP0 && body.is(0, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP1 && body.is(0, "Exif\0")) {
            orientation = Exif.orientation(body.part(6, body.length()));
        } else if (marker == APP14 && body.is(0, "Adobe") && body.length() >= 12) {
            adobeTransform = body.u8(11);
            adobe = file.part(at, next - at);
        } else if (isFrame(marker)) {
            frame(body);
        }
        boolean needed = marker < APP0 || marker > APP15 && marker != COMMENT;
        if (needed) {
            kept.write(file.data(), at, next - at);
        }
    }

    /** SOF0..SOF15 without DHT, JPG and DAC. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(ByteView body) throws PictureException {
        if (width >= 0) {
            throw PictureFile.corrupt("more than one JPEG frame header");
        }
        if (body.length() < 6) {
            throw PictureFile.corrupt("the JPEG frame header is too short");
        }
        height = body.u16(1, true);
        width = body.u16(3, true);
        components = body.u8(5);
        rgbIds = body.u8(6) == 'R' && body.u8(9) == 'G' && body.u8(12) == 'B';
    }

    private Colour colour() {
        if (components != 4) {
            return Colour.PLAIN;
        }
        return adobe == null ? Colour.CMYK : adobeTransform == 2 ? Colour.INVERTED_YCCK : Colour.INVERTED_CMYK;
    }

    private byte[] pixels() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(kept.size() + 64);
        out.write(0xff);
        out.write(SOI);
        if (jfif && components != 4 || components == 3 && adobe == null && !rgbIds) {
            out.write(JFIF, 0, JFIF.length);
        }
        if (adobe != null) {
            out.write(adobe.data(), adobe.start(), adobe.length());
        }
        out.writeBytes(kept.toByteArray());
        out.write(0xff);
        out.write(EOI);
        return out.toByteArray();
    }
}
