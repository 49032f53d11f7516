package io.sessmonitor.topology.alert;

import java.util.List;

/** A rules file cannot be used. The message has one line for each problem. */
public final class RulesException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param line where, from 1; 0 for the file as a whole
     * @param text what is wrong and what to do
     */
    public record Problem(int line, String text) {

        @Override
        public String toString() {
            return line == 0 ? text : "line " + line + ": " + text;
        }
    }

    private final transient List<Problem> problems;

    RulesException(List<Problem> problems) {
        super(String.join("\n", problems.stream().map(Problem::toString).toList()));
        this.problems = List.copyOf(problems);
    }

    /** All of them, in the file's order. */
    public List<Problem> problems() {
        return problems == null ? List.of(new Problem(0, getMessage())) : problems;
    }
}
