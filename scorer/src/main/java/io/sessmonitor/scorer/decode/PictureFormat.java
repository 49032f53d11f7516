package io.sessmonitor.scorer.decode;

import java.nio.charset.StandardCharsets;

/** The formats that are read, and how others are recognised, by their first bytes. */
enum PictureFormat {
    JPEG,
    PNG,
    WEBP;

    /** First bytes of formats that are not read, so that the message can name what came; {@code ?} stands for any byte. */
    private static final String[][] OTHERS = {
        {"GIF8", "a GIF picture"},
        {"BM", "a BMP picture"},
        {"II*\0", "a TIFF picture"},
        {"MM\0*", "a TIFF picture"},
        {"II+\0", "a BigTIFF picture"},
        {"????ftypavif", "an AVIF picture"},
        {"????ftypavis", "an AVIF picture"},
        {"????ftyphei", "a HEIF picture"},
        {"????ftyphev", "a HEIF picture"},
        {"????ftypmif1", "a HEIF picture"},
        {"????ftyp", "an MP4 or QuickTime file"},
        {"\0\0\0\fjP  ", "a JPEG 2000 picture"},
        {"\u00ff\u004f\u00ff\u0051", "a JPEG 2000 picture"},
        {"\u00ff\n", "a JPEG XL picture"},
        {"\0\0\0\fJXL ", "a JPEG XL picture"},
        {"BPG\u00fb", "a BPG picture"},
        {"8BPS", "a Photoshop picture"},
        {"\0\0\1\0", "an icon"},
        {"RIFF", "a RIFF file that is no WebP picture"},
        {"\u001aE\u00df\u00a3", "a Matroska or WebM file"},
        {"P5", "a PGM picture"},
        {"P6", "a PPM picture"},
        {"%PDF", "a PDF document"},
        {"PK\3\4", "a ZIP archive"},
        {"\u001f\u008b", "gzip data"},
        {"<", "an XML, SVG or HTML text"},
        {"{", "a JSON text"},
    };

    /** The format, by the first bytes only. */
    static PictureFormat of(byte[] data) throws PictureException {
        if (data.length == 0) {
            throw new PictureException(PictureException.Fault.EMPTY, "the picture is empty: 0 bytes");
        }
        if (startsWith(data, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (startsWith(data, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (startsWith(data, "RIFF????WEBP")) {
            return WEBP;
        }
        throw new PictureException(
                PictureException.Fault.UNKNOWN_FORMAT,
                "the picture is neither JPEG nor PNG nor WebP: it " + seemsToBe(data));
    }

    private static String seemsToBe(byte[] data) {
        for (String[] other : OTHERS) {
            if (startsWith(data, other[0])) {
                return "seems to be " + other[1];
            }
        }
        StringBuilder start = new StringBuilder("starts with the bytes");
        for (int i = 0; i < Math.min(8, data.length); i++) {
            start.append(String.format(" %02x", data[i]));
        }
        return start.toString();
    }

    private static boolean startsWith(byte[] data, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (data.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '?' && data[i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
