package io.sessmonitor.scorer.decode;

import io.sessmonitor.scorer.decode.PictureException.Fault;
import io.sessmonitor.scorer.decode.PictureFile.Colour;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * Decodes JPEG, PNG and still WebP pictures that may come from anywhere. The structure of the file is checked before a
 * pixel is decoded: format, length, completeness, width times height. The pixels are then decoded by ImageIO, which is
 * shown only those parts of the file that make pixels.
 *
 * <p>The picture is as a viewer shows it: EXIF orientation applied, transparency over white, samples taken as sRGB
 * without regard to colour profiles. A picture whose decoder reports damage is refused, although viewers might show
 * something grey.
 *
 * <p>Thread-safe, stateless; decodes in the caller's thread, so that the caller's pool is the bound on how many are
 * decoded at once. The time limit is kept by that same thread, which looks at the clock at each row and each read.
 */
public final class PictureDecoder {

    private static final ColorModel SRGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private final DecodeLimits limits;
    private final LongSupplier nanoClock;

    public PictureDecoder(DecodeLimits limits) {
        this(limits, System::nanoTime);
    }

    PictureDecoder(DecodeLimits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /**
     * Decodes a picture.
     *
     * @param data the file's bytes
     * @throws PictureException if it cannot or must not be decoded
     */
    public RgbImage decode(byte[] data) throws PictureException {
        Deadline deadline = new Deadline(limits.timeout(), nanoClock);
        PictureFormat format = PictureFormat.of(data);
        if (data.length > limits.maxBytes()) {
            throw new PictureException(
                    Fault.TOO_MANY_BYTES,
                    "the picture has " + data.length + " bytes, more than the limit of " + limits.maxBytes());
        }
        PictureFile file = switch (format) {
            case JPEG -> JpegFile.read(data);
            case PNG -> PngFile.read(data);
            case WEBP -> WebpFile.read(data);
        };
        checkSize(file);
        RgbImage stored = new RgbImage(file.width(), file.height(), pixels(format, file, deadline));
        if (deadline.passed()) {
            throw timeout(null);
        }
        return Exif.upright(stored, file.orientation());
    }

    private void checkSize(PictureFile file) throws PictureException {
        long width = file.width();
        long height = file.height();
        if (width < 1 || height < 1) {
            throw PictureFile.corrupt("its header says " + width + "x" + height + " pixels");
        }
        if (width * height > limits.maxPixels()) {
            throw new PictureException(
                    Fault.TOO_MANY_PIXELS,
                    "the picture has " + width + "x" + height + " pixels, more than the limit of "
                            + limits.maxPixels());
        }
        if (Math.max(width, height) > limits.maxAspect() * Math.min(width, height)) {
            throw new PictureException(
                    Fault.BAD_ASPECT,
                    String.format(
                            Locale.ROOT,
                            "the picture has %dx%d pixels; its sides differ by more than the limit of %g to 1",
                            width,
                            height,
                            limits.maxAspect()));
        }
    }

    private byte[] pixels(PictureFormat format, PictureFile file, Deadline deadline) throws PictureException {
        AtomicReference<String> damage = new AtomicReference<>();
        ImageReader reader = null;
        byte[] rgb;
        try (DeadlineInputStream stream = new DeadlineInputStream(file.pixels(), deadline)) {
            reader = Readers.of(format);
            if (format != PictureFormat.JPEG) {
                // The JPEG reader would decode every scan to the end to report on it; it reads the stream bit by bit.
                reader.addIIOReadProgressListener(new DeadlineListener(deadline));
            }
            reader.addIIOReadWarningListener((source, warning) -> damage.compareAndSet(null, warning));
            reader.setInput(stream, true, true);
            rgb = read(reader, format, file);
        } catch (IOException | RuntimeException e) {
            // RuntimeException too: on bad files ImageIO's readers run out of arrays and much else.
            if (deadline.passed()) {
                throw timeout(e);
            }
            throw new PictureException(Fault.CORRUPT, "the picture is corrupt: " + describe(e), e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
        if (damage.get() != null) {
            throw PictureFile.corrupt(damage.get());
        }
        return rgb;
    }

    private static byte[] read(ImageReader reader, PictureFormat format, PictureFile file)
            throws IOException, PictureException {
        if (reader.getWidth(0) != file.width() || reader.getHeight(0) != file.height()) {
            throw PictureFile.corrupt("its headers give different sizes");
        }
        if (file.colour() != Colour.PLAIN) {
            return Samples.fromInks(reader.readRaster(0, null), file.colour());
        }
        if (format == PictureFormat.JPEG && file.components() == 3) {
            byte[] rgb = new byte[3 * file.width() * file.height()];
            ImageReadParam into = new ImageReadParam();
            into.setDestination(overRgb(rgb, file.width(), file.height()));
            reader.read(0, into);
            return rgb;
        }
        return Samples.rgb(reader.read(0));
    }

    /** An image whose pixels are our array, so that the reader fills it in place. */
    private static BufferedImage overRgb(byte[] rgb, int width, int height) {
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(rgb, rgb.length), width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
        return new BufferedImage(SRGB, raster, false, null);
    }

    private PictureException timeout(Exception cause) {
        return new PictureException(
                Fault.TIMEOUT,
                "decoding the picture took longer than the limit of "
                        + limits.timeout().toMillis() + " ms",
                cause);
    }

    private static String describe(Exception e) {
        return e instanceof IOException && e.getMessage() != null ? e.getMessage() : "the decoder stumbled, " + e;
    }
}
