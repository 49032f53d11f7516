package io.sessmonitor.scorer.decode;

/**
 * An encoded picture as its own headers describe it, before a pixel is decoded.
 *
 * @param width in pixels, as stored, before the orientation is applied; may be 0 in bad files
 * @param height in pixels, as stored
 * @param orientation of EXIF, 1..8; 1 if there is none
 * @param pixels the parts of the file that make pixels, a valid file of the same format: everything else (previews,
 *     colour profiles, texts) is not shown to the decoder, as it can only do harm there
 * @param components samples a pixel of a JPEG; 0 for other formats
 * @param colour how the samples of a JPEG are to be read; {@code PLAIN} for other formats
 */
record PictureFile(int width, int height, int orientation, byte[] pixels, int components, Colour colour) {

    /** Colour space of stored samples, where the decoder does not know it. */
    enum Colour {
        PLAIN,
        /** Four inks, 255 = full ink. */
        CMYK,
        /** Four inks as Adobe writes them, 0 = full ink. */
        INVERTED_CMYK,
        /** The same with the first three as YCbCr. */
        INVERTED_YCCK
    }

    static PictureException truncated(String what) {
        return new PictureException(PictureException.Fault.TRUNCATED, "the picture is cut off: " + what);
    }

    static PictureException corrupt(String what) {
        return new PictureException(PictureException.Fault.CORRUPT, "the picture is corrupt: " + what);
    }
}
