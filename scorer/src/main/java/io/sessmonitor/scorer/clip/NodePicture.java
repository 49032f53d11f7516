package io.sessmonitor.scorer.clip;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.BitSet;
import java.util.List;

/** What an encoder is shown of an object. */
public final class NodePicture {

    private NodePicture() {}

    /**
     * The box around an object: under the profile {@code paper} with all pixels that are not the object's in one colour,
     * under {@code reference} with its background.
     *
     * @param mask of the object, not empty, on a grid of the picture's own size
     * @param blank red, green and blue, 0..255, of blanked pixels
     */
    public static RgbImage of(RgbImage picture, RegionMask mask, Profile profile, List<Integer> blank) {
        if (mask.width() != picture.width() || mask.height() != picture.height()) {
            throw new IllegalArgumentException("a mask of " + mask.width() + "x" + mask.height()
                    + " does not lie on a picture of " + picture.width() + "x" + picture.height());
        }
        Box box = Box.around(mask);
        return profile.method() == Profile.Method.PAPER ? objectOnly(picture, mask, box, blank) : cutOut(picture, box);
    }

    /** Pixels: left and upper edge, size. */
    private record Box(int x, int y, int width, int height) {

        static Box around(RegionMask mask) {
            BitSet cells = mask.cells();
            int width = mask.width();
            int left = width;
            int right = -1;
            // Run by run, a run ending with its row at the latest.
            for (int from = cells.nextSetBit(0); from >= 0; ) {
                int row = from / width * width;
                int to = Math.min(cells.nextClearBit(from), row + width);
                left = Math.min(left, from - row);
                right = Math.max(right, to - 1 - row);
                from = cells.nextSetBit(to);
            }
            if (right < 0) {
                throw new IllegalArgumentException("an empty mask has no picture");
            }
            int top = cells.nextSetBit(0) / width;
            return new Box(left, top, right - left + 1, (cells.length() - 1) / width - top + 1);
        }
    }

    private static RgbImage cutOut(RgbImage picture, Box box) {
        byte[] rgb = new byte[3 * box.width * box.height];
        for (int y = 0; y < box.height; y++) {
            int from = 3 * ((box.y + y) * picture.width() + box.x);
            System.arraycopy(picture.rgb(), from, rgb, 3 * y * box.width, 3 * box.width);
        }
        return new RgbImage(box.width, box.height, rgb);
    }

    private static RgbImage objectOnly(RgbImage picture, RegionMask mask, Box box, List<Integer> blank) {
        byte[] rgb = new byte[3 * box.width * box.height];
        byte red = blank.get(0).byteValue();
        byte green = blank.get(1).byteValue();
        byte blue = blank.get(2).byteValue();
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = red;
            rgb[i + 1] = green;
            rgb[i + 2] = blue;
        }
        BitSet cells = mask.cells();
        for (int y = 0; y < box.height; y++) {
            int start = (box.y + y) * picture.width() + box.x;
            int end = start + box.width;
            for (int from = cells.nextSetBit(start); from >= 0 && from < end; ) {
                int to = Math.min(cells.nextClearBit(from), end);
                System.arraycopy(picture.rgb(), 3 * from, rgb, 3 * (y * box.width + from - start), 3 * (to - from));
                from = cells.nextSetBit(to);
            }
        }
        return new RgbImage(box.width, box.height, rgb);
    }
}
