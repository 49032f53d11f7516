package io.sessmonitor.scorer.lite;

import java.util.Random;

/** Made-up network outputs. */
final class RandomMaps {

    private RandomMaps() {}

    /** Blobs of like cells with noise; with few different values, so that costs tie, if {@code coarse}. */
    static LiteMaps of(long seed, boolean coarse) {
        Random random = new Random(seed);
        int featureWidth = 1 + random.nextInt(4);
        int featureHeight = 1 + random.nextInt(4);
        int width = 8 * featureWidth;
        int height = 8 * featureHeight;
        int depth = 3;
        int blobs = 1 + random.nextInt(12);
        int[][] blob = new int[blobs][2];
        float[][] colour = new float[blobs][depth];
        for (int b = 0; b < blobs; b++) {
            blob[b] = new int[] {random.nextInt(width), random.nextInt(height)};
            for (int d = 0; d < depth; d++) {
                colour[b][d] = random.nextInt(3);
            }
        }
        float[] pixels = new float[depth * width * height];
        float[] boundary = new float[width * height];
        for (int i = 0; i < boundary.length; i++) {
            int nearest = 0;
            for (int b = 1; b < blobs; b++) {
                if (distance(blob[b], i % width, i / width) < distance(blob[nearest], i % width, i / width)) {
                    nearest = b;
                }
            }
            for (int d = 0; d < depth; d++) {
                float noise = coarse ? random.nextInt(10) / 9 * .5f : random.nextFloat() * .8f;
                pixels[d * boundary.length + i] = colour[nearest][d] + noise;
            }
            boundary[i] = coarse ? random.nextInt(3) * .25f : random.nextFloat();
        }
        float[] features = new float[4 * featureWidth * featureHeight];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new LiteMaps(width, height, boundary, depth, pixels, featureWidth, featureHeight, 4, features);
    }

    /** Equal tiles between equal walls, painted in few colours: nearly all costs tie. */
    static LiteMaps tiled(long seed) {
        Random random = new Random(seed);
        int featureWidth = 1 + random.nextInt(6);
        int featureHeight = 1 + random.nextInt(6);
        int width = 8 * featureWidth;
        int height = 8 * featureHeight;
        int colours = 1 + random.nextInt(3);
        float[][] colour = new float[width / 4][height / 4];
        for (float[] column : colour) {
            for (int y = 0; y < column.length; y++) {
                column[y] = random.nextInt(colours) * .5f;
            }
        }
        float[] pixels = new float[width * height];
        float[] boundary = new float[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            int y = i / width;
            pixels[i] = colour[x / 4][y / 4];
            boundary[i] = x % 4 == 0 || y % 4 == 0 ? .5f : 0;
        }
        return new LiteMaps(
                width,
                height,
                boundary,
                1,
                pixels,
                featureWidth,
                featureHeight,
                1,
                new float[featureWidth * featureHeight]);
    }

    private static int distance(int[] blob, int x, int y) {
        return (blob[0] - x) * (blob[0] - x) + (blob[1] - y) * (blob[1] - y);
    }
}
