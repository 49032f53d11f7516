package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.LostObject;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was lost, by name, for at most {@value #NAMES} names: one more takes the place of that which cost least. Sums of
 * a name that was pushed out begin anew, so they may be lower than the truth, never higher. Not thread-safe.
 */
final class LostObjects {

    static final int NAMES = 48;

    private static final int LONGEST_NAME = 100;

    private static final class Sum {
        private long times;
        private double cost;
    }

    private static final Comparator<Map.Entry<String, Sum>> DEAREST_FIRST =
            Comparator.<Map.Entry<String, Sum>>comparingDouble(entry -> -entry.getValue().cost)
                    .thenComparing(Map.Entry::getKey);

    private final Map<String, Sum> sums = new HashMap<>();

    void add(String name, double cost) {
        String kept = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        Sum sum = sums.get(kept);
        if (sum == null) {
            if (sums.size() == NAMES) {
                sums.remove(sums.entrySet().stream()
                        .max(DEAREST_FIRST)
                        .orElseThrow()
                        .getKey());
            }
            sum = new Sum();
            sums.put(kept, sum);
        }
        sum.times++;
        sum.cost += cost;
    }

    /** The {@code count} names whose loss cost most. */
    List<LostObject> dearest(int count) {
        return sums.entrySet().stream()
                .sorted(DEAREST_FIRST)
                .limit(count)
                .map(entry -> new LostObject(entry.getKey(), entry.getValue().times, entry.getValue().cost))
                .toList();
    }

    void write(CompactWriter out) {
        out.number(sums.size());
        new TreeMap<>(sums)
                .forEach((name, sum) -> out.text(name).number(sum.times).real(sum.cost));
    }

    static LostObjects read(CompactReader in) {
        LostObjects lost = new LostObjects();
        for (int left = in.length(10); left > 0; left--) {
            Sum sum = new Sum();
            lost.sums.put(in.text(), sum);
            sum.times = in.number();
            sum.cost = in.real();
        }
        return lost;
    }
}
