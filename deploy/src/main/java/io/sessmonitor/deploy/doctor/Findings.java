package io.sessmonitor.deploy.doctor;

import io.sessmonitor.deploy.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/** Collects what one check finds. Used by the thread that runs the check. */
final class Findings {

    private final String check;
    private final List<Finding> all = new ArrayList<>();

    Findings(String check) {
        this.check = check;
    }

    void ok(String text) {
        all.add(new Finding(Level.OK, check, text));
    }

    void note(String text) {
        all.add(new Finding(Level.NOTE, check, text));
    }

    void problem(String text) {
        all.add(new Finding(Level.PROBLEM, check, text));
    }

    void add(Finding finding) {
        all.add(finding);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
