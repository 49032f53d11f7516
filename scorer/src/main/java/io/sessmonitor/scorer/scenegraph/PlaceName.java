package io.sessmonitor.scorer.scenegraph;

/** Names an object by size and place when no label is certain enough. */
final class PlaceName {

    private PlaceName() {}

    static String of(double area, double y, double x) {
        String size = area >= 0.2 ? "large" : area >= 0.03 ? "medium" : "small";
        String row = y < 1 / 3.0 ? "upper" : y > 2 / 3.0 ? "lower" : "";
        String column = x < 1 / 3.0 ? "left" : x > 2 / 3.0 ? "right" : "";
        String place = row.isEmpty() && column.isEmpty()
                ? "centre"
                : row.isEmpty() ? column : column.isEmpty() ? row + " middle" : row + " " + column;
        return size + " region, " + place;
    }
}
