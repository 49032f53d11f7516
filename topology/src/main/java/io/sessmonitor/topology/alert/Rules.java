package io.sessmonitor.topology.alert;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The rules of one file, each name once, in the file's order. An empty list is a valid one.
 *
 * @param rules all of them
 */
public record Rules(List<Rule> rules) {

    public Rules {
        rules = List.copyOf(rules);
    }

    /**
     * Reads a file.
     *
     * @throws RulesException with every problem found, each with its line and what to do
     */
    public static Rules read(Path file) throws RulesException {
        return RulesFile.read(file);
    }

    /**
     * Reads rules from text.
     *
     * @throws RulesException with every problem found, each with its line and what to do
     */
    public static Rules parse(String yaml) throws RulesException {
        return RulesFile.parse(yaml);
    }

    /** Window sizes the rules look at; any that the monitor does not make would keep its rules silent for ever. */
    public SortedSet<Duration> windows() {
        SortedSet<Duration> windows = new TreeSet<>();
        rules.forEach(rule -> rule.condition().window().ifPresent(windows::add));
        return windows;
    }
}
