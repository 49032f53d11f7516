package io.sessmonitor.scorer.lite;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Region merging spelled out as the recipe defines it: one run for one stop level, from the superpixels to its end, with
 * an entry for each version of each pair. Slow and obvious.
 */
final class NaiveMerging {

    private record Contact(int length, double boundary) {}

    private record Entry(double cost, int a, int c, int versionA, int versionC) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry o) {
            int byCost = Double.compare(cost, o.cost);
            int byA = Integer.compare(a, o.a);
            return byCost != 0 ? byCost : byA != 0 ? byA : Integer.compare(c, o.c);
        }
    }

    private final LiteSettings settings;
    private final int depth;
    private final double cells;
    private final double[] area;
    private final double[][] sums;
    private final int[] parent;
    private final int[] version;
    private final List<TreeMap<Integer, Contact>> contacts = new ArrayList<>();
    private int live;

    private NaiveMerging(SuperpixelGraph graph, LiteSettings settings) {
        this.settings = settings;
        depth = graph.depth;
        cells = graph.cells();
        live = graph.count;
        area = new double[live];
        sums = new double[live][depth];
        parent = new int[live];
        version = new int[live];
        for (int r = 0; r < live; r++) {
            area[r] = graph.area[r];
            System.arraycopy(graph.pixelSums, r * depth, sums[r], 0, depth);
            parent[r] = r;
            contacts.add(new TreeMap<>());
        }
        for (int e = 0; e < graph.contacts; e++) {
            Contact contact =
                    new Contact(graph.beside[e] + graph.firstAbove[e] + graph.secondAbove[e], graph.boundary[e]);
            contacts.get(graph.first[e]).put(graph.second[e], contact);
            contacts.get(graph.second[e]).put(graph.first[e], contact);
        }
    }

    /** Region of each superpixel, numbered in the order of the superpixels that lived on. */
    static int[] level(SuperpixelGraph graph, LiteSettings settings, double stop) {
        NaiveMerging run = new NaiveMerging(graph, settings);
        run.run((cost, smaller) -> cost < stop, regions -> regions > 1);
        run.run((cost, smaller) -> true, regions -> regions > settings.maxRegions());
        run.run((cost, smaller) -> smaller < settings.minArea() * run.cells, regions -> regions > 1);
        int[] number = new int[graph.count];
        int next = 0;
        for (int r = 0; r < graph.count; r++) {
            number[r] = run.parent[r] == r ? next++ : -1;
        }
        int[] regionOf = new int[graph.count];
        for (int r = 0; r < graph.count; r++) {
            int root = r;
            while (run.parent[root] != root) {
                root = run.parent[root];
            }
            regionOf[r] = number[root];
        }
        return regionOf;
    }

    private interface MayMerge {
        boolean test(double cost, double smaller);
    }

    private void run(MayMerge mayMerge, IntPredicate goOn) {
        PriorityQueue<Entry> queue = new PriorityQueue<>();
        for (int a = 0; a < area.length; a++) {
            for (int c : contacts.get(a).tailMap(a, false).keySet()) {
                queue.add(entry(a, c));
            }
        }
        while (!queue.isEmpty() && goOn.test(live)) {
            Entry e = queue.poll();
            boolean alive = parent[e.a] == e.a && parent[e.c] == e.c;
            boolean fresh = version[e.a] == e.versionA && version[e.c] == e.versionC;
            if (alive && fresh && mayMerge.test(e.cost, Math.min(area[e.a], area[e.c]))) {
                int survivor = area[e.a] < area[e.c] ? e.c : e.a;
                merge(survivor, survivor == e.a ? e.c : e.a);
                for (int x : contacts.get(survivor).keySet()) {
                    queue.add(entry(Math.min(survivor, x), Math.max(survivor, x)));
                }
            }
        }
    }

    private void merge(int a, int c) {
        parent[c] = a;
        area[a] += area[c];
        version[a]++;
        live--;
        for (int d = 0; d < depth; d++) {
            sums[a][d] += sums[c][d];
        }
        contacts.get(c).forEach((x, contact) -> {
            contacts.get(x).remove(c);
            if (x != a) {
                Contact known = contacts.get(a).get(x);
                Contact both = known == null
                        ? contact
                        : new Contact(known.length + contact.length, known.boundary + contact.boundary);
                contacts.get(a).put(x, both);
                contacts.get(x).put(a, both);
            }
        });
        contacts.get(c).clear();
    }

    private Entry entry(int a, int c) {
        double distance = 0;
        for (int d = 0; d < depth; d++) {
            double difference = sums[a][d] / area[a] - sums[c][d] / area[c];
            distance += difference * difference;
        }
        Contact contact = contacts.get(a).get(c);
        double share = Math.min(area[a], area[c]) / cells;
        double cost = (distance + settings.boundaryWeight() * contact.boundary / contact.length)
                * Math.pow(share / (share + settings.sizeHalf()), settings.sizePower());
        return new Entry(cost, a, c, version[a], version[c]);
    }
}
