package io.sessmonitor.scorer.match;

import java.util.Arrays;

/**
 * The neighbour lists of one graph in flat arrays: node u's are at {@code start[u]} up to {@code start[u + 1]} (exclusive), the
 * neighbours ascending, so that the order of the relations in the graph cannot touch a score. Not thread-safe; the arrays grow
 * and are used again.
 */
final class Neighbours {

    int[] start = new int[1];
    int[] node = new int[0];
    int[] predicate = new int[0];

    /** The neighbour's importance as a share of its list's; equal shares where the whole list has none. */
    double[] share = new double[0];

    private int[] end = new int[0];

    void load(MatchGraph graph) {
        int nodes = graph.nodes();
        int relations = graph.relations();
        grow(nodes, relations);
        Arrays.fill(start, 0, nodes + 1, 0);
        for (int subject : graph.subjects()) {
            start[subject + 1]++;
        }
        for (int u = 0; u < nodes; u++) {
            start[u + 1] += start[u];
            end[u] = start[u];
        }
        for (int r = 0; r < relations; r++) {
            insert(graph.subjects()[r], graph.objects()[r], graph.predicates()[r]);
        }
        for (int u = 0; u < nodes; u++) {
            setShares(start[u], start[u + 1], graph.importance());
        }
    }

    /** Length of the longest list. */
    int longest(int nodes) {
        int longest = 0;
        for (int u = 0; u < nodes; u++) {
            longest = Math.max(longest, start[u + 1] - start[u]);
        }
        return longest;
    }

    private void insert(int subject, int object, int relationPredicate) {
        int at = end[subject]++;
        while (at > start[subject] && node[at - 1] > object) {
            node[at] = node[at - 1];
            predicate[at] = predicate[at - 1];
            at--;
        }
        node[at] = object;
        predicate[at] = relationPredicate;
    }

    private void setShares(int from, int to, double[] importance) {
        double total = 0;
        for (int k = from; k < to; k++) {
            total += importance[node[k]];
        }
        for (int k = from; k < to; k++) {
            share[k] = total > 0 ? importance[node[k]] / total : 1. / (to - from);
        }
    }

    private void grow(int nodes, int relations) {
        if (end.length < nodes) {
            start = new int[nodes + 1];
            end = new int[nodes];
        }
        if (node.length < relations) {
            node = new int[relations];
            predicate = new int[relations];
            share = new double[relations];
        }
    }
}
