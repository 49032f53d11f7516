package io.sessmonitor.scorer.lite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Merges neighbouring regions, cheapest pair first, starting from the superpixels. One run serves all stop levels: the
 * merges below a lower level are the first merges below a higher one, so when a level is passed the state is copied and
 * the copy brought to its end.
 *
 * <p>Order: by cost, ties by the lower then the higher region number. The larger region of a pair lives on (ties: the
 * lower number). Not thread-safe; used up by one run.
 */
final class RegionMerging {

    private static final int NONE = -1;

    private final SuperpixelGraph graph;
    private final LiteSettings settings;
    private final int depth;

    /** By region. A region is numbered as the superpixel it grew from. */
    private final int[] mergedInto;

    private final double[] area;
    private final double[] sums;
    private final double[] means;
    private int live;

    /** By contact e. Its two ends are 2e and 2e+1; each lies in the list of the region it is at. */
    private final int[] length;

    private final double[] boundary;
    /** What merging would cost, and the two regions, lower number first, by which ties are decided. */
    private final double[] cost;

    private final long[] pair;
    private final int[] regionAt;
    private final int[] nextEnd;
    private final int[] firstEnd;

    /** Contacts waiting to be merged, a binary heap; {@code place} is each contact's position in it or NONE. */
    private final int[] heap;

    private final int[] place;
    private int waiting;

    /** Scratch of {@link #merge}: contact of the surviving region with each other region; NONE between merges. */
    private final int[] contactWith;

    private RegionMerging(SuperpixelGraph graph, LiteSettings settings) {
        this.graph = graph;
        this.settings = settings;
        depth = graph.depth;
        int n = graph.count;
        int contacts = graph.contacts;
        mergedInto = new int[n];
        area = new double[n];
        sums = graph.pixelSums.clone();
        means = new double[n * depth];
        live = n;
        length = new int[contacts];
        boundary = Arrays.copyOf(graph.boundary, contacts);
        cost = new double[contacts];
        pair = new long[contacts];
        regionAt = new int[2 * contacts];
        nextEnd = new int[2 * contacts];
        firstEnd = new int[n];
        heap = new int[contacts];
        place = new int[contacts];
        contactWith = new int[n];
        Arrays.fill(firstEnd, NONE);
        Arrays.fill(place, NONE);
        Arrays.fill(contactWith, NONE);
        for (int r = 0; r < n; r++) {
            mergedInto[r] = r;
            area[r] = graph.area[r];
            updateMean(r);
        }
        for (int e = 0; e < contacts; e++) {
            length[e] = graph.beside[e] + graph.firstAbove[e] + graph.secondAbove[e];
            attach(2 * e, graph.first[e]);
            attach(2 * e + 1, graph.second[e]);
            reprice(e);
        }
    }

    private RegionMerging(RegionMerging other) {
        graph = other.graph;
        settings = other.settings;
        depth = other.depth;
        mergedInto = other.mergedInto.clone();
        area = other.area.clone();
        sums = other.sums.clone();
        means = other.means.clone();
        live = other.live;
        length = other.length.clone();
        boundary = other.boundary.clone();
        cost = other.cost.clone();
        pair = other.pair.clone();
        regionAt = other.regionAt.clone();
        nextEnd = other.nextEnd.clone();
        firstEnd = other.firstEnd.clone();
        heap = other.heap.clone();
        place = other.place.clone();
        waiting = other.waiting;
        contactWith = other.contactWith.clone();
    }

    /** One partition for each stop level of the settings, in their order (ascending). */
    static List<RegionLevel> levels(SuperpixelGraph graph, LiteSettings settings) {
        RegionMerging run = new RegionMerging(graph, settings);
        List<RegionLevel> levels = new ArrayList<>();
        int last = settings.levels().size() - 1;
        for (int i = 0; i <= last; i++) {
            run.mergeBelow(settings.levels().get(i));
            RegionMerging end = i == last ? run : new RegionMerging(run);
            end.mergeDownTo(settings.maxRegions());
            end.mergeSpecks(settings.minArea() * graph.cells());
            levels.add(end.level());
        }
        return levels;
    }

    private void mergeBelow(double stop) {
        while (waiting > 0 && cost[heap[0]] < stop) {
            merge(heap[0]);
        }
    }

    private void mergeDownTo(int regions) {
        while (waiting > 0 && live > regions) {
            merge(heap[0]);
        }
    }

    /** A contact without a speck is set aside; it waits again when one of its regions has grown. */
    private void mergeSpecks(double smallest) {
        while (waiting > 0) {
            int e = heap[0];
            if (Math.min(area[regionAt[2 * e]], area[regionAt[2 * e + 1]]) < smallest) {
                merge(e);
            } else {
                leaveHeap(e);
            }
        }
    }

    private RegionLevel level() {
        int n = graph.count;
        int[] number = new int[n];
        int regions = 0;
        for (int r = 0; r < n; r++) {
            if (mergedInto[r] == r) {
                number[r] = regions++;
            }
        }
        int[] regionOf = new int[n];
        for (int r = 0; r < n; r++) {
            int root = r;
            while (mergedInto[root] != root) {
                root = mergedInto[root];
            }
            regionOf[r] = number[root];
        }
        return new RegionLevel(regions, regionOf);
    }

    private void merge(int contact) {
        int low = Math.min(regionAt[2 * contact], regionAt[2 * contact + 1]);
        int high = Math.max(regionAt[2 * contact], regionAt[2 * contact + 1]);
        int a = area[low] < area[high] ? high : low;
        int c = a == low ? high : low;
        mergedInto[c] = a;
        area[a] += area[c];
        for (int d = 0; d < depth; d++) {
            sums[a * depth + d] += sums[c * depth + d];
        }
        updateMean(a);
        live--;
        end(contact);
        noteContacts(a);
        for (int end = firstEnd[c], following; end != NONE; end = following) {
            following = nextEnd[end];
            int e = end >> 1;
            if (isOver(e)) {
                continue;
            }
            int known = contactWith[regionAt[end ^ 1]];
            if (known == NONE) {
                attach(end, a);
            } else {
                length[known] += length[e];
                boundary[known] += boundary[e];
                end(e);
            }
        }
        for (int end = firstEnd[a]; end != NONE; end = nextEnd[end]) {
            contactWith[regionAt[end ^ 1]] = NONE;
            reprice(end >> 1);
        }
    }

    /** Notes the contact of region a with each other region, and drops contacts that are over from its list. */
    private void noteContacts(int a) {
        int kept = NONE;
        for (int end = firstEnd[a]; end != NONE; end = nextEnd[end]) {
            if (isOver(end >> 1)) {
                continue;
            }
            contactWith[regionAt[end ^ 1]] = end >> 1;
            if (kept == NONE) {
                firstEnd[a] = end;
            } else {
                nextEnd[kept] = end;
            }
            kept = end;
        }
        if (kept == NONE) {
            firstEnd[a] = NONE;
        } else {
            nextEnd[kept] = NONE;
        }
    }

    private void attach(int end, int region) {
        regionAt[end] = region;
        nextEnd[end] = firstEnd[region];
        firstEnd[region] = end;
    }

    /** Both sides are one region now, or another contact stands for it. */
    private void end(int contact) {
        if (place[contact] != NONE) {
            leaveHeap(contact);
        }
        length[contact] = 0;
    }

    private boolean isOver(int contact) {
        return length[contact] == 0;
    }

    private void updateMean(int region) {
        for (int d = region * depth; d < (region + 1) * depth; d++) {
            means[d] = sums[d] / area[region];
        }
    }

    private void reprice(int contact) {
        int a = regionAt[2 * contact];
        int b = regionAt[2 * contact + 1];
        double distance = 0;
        for (int d = 0; d < depth; d++) {
            double difference = means[a * depth + d] - means[b * depth + d];
            distance += difference * difference;
        }
        double share = Math.min(area[a], area[b]) / graph.cells();
        pair[contact] = (long) Math.min(a, b) << 32 | Math.max(a, b);
        cost[contact] = (distance + settings.boundaryWeight() * boundary[contact] / length[contact])
                * Math.pow(share / (share + settings.sizeHalf()), settings.sizePower());
        if (place[contact] == NONE) {
            put(contact, waiting++);
        }
        sift(contact);
    }

    private void leaveHeap(int contact) {
        int hole = place[contact];
        place[contact] = NONE;
        int moved = heap[--waiting];
        if (moved != contact) {
            put(moved, hole);
            sift(moved);
        }
    }

    private void put(int contact, int position) {
        heap[position] = contact;
        place[contact] = position;
    }

    /** Moves a contact whose cost or place is new up or down to where it belongs. */
    private void sift(int contact) {
        int at = place[contact];
        while (at > 0 && before(contact, heap[(at - 1) / 2])) {
            put(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < waiting && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (child >= waiting || !before(heap[child], contact)) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(contact, at);
    }

    private boolean before(int e, int f) {
        return cost[e] < cost[f] || cost[e] == cost[f] && pair[e] < pair[f];
    }
}
