package io.sessmonitor.topology.window;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names that a journal has told once are one or two bytes from then on. Writer and reader learn them in the same order. Not
 * thread-safe.
 */
final class NameTable {

    /** Further names are told in full each time: a hostile journal must not fill the memory. */
    private static final int MOST = 1000;

    private static final int TOLD_IN_FULL = 0;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    void write(String name, CompactWriter out) {
        Integer number = numbers.get(name);
        if (number != null) {
            out.number(number);
        } else {
            out.number(TOLD_IN_FULL).text(name);
            learn(name);
        }
    }

    String read(CompactReader in) {
        long number = in.number();
        if (number == TOLD_IN_FULL) {
            String name = in.text();
            learn(name);
            return name;
        }
        if (number < 0 || number > names.size()) {
            throw new IllegalStateException("the journal of a link's windows has no name number " + number);
        }
        return names.get((int) number - 1);
    }

    private void learn(String name) {
        if (names.size() < MOST) {
            names.add(name);
            numbers.put(name, names.size());
        }
    }
}
