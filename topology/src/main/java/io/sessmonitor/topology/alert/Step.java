package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.AlertState;
import java.util.List;

/**
 * What came of one measurement.
 *
 * @param state where the rule stands now
 * @param changes what is to be told, in order
 */
record Step(RuleState state, List<Change> changes) {

    /**
     * A state that was entered.
     *
     * @param since when the condition began to hold
     * @param firedAt when it began to fire; 0 if it has not
     * @param at when the state was entered
     * @param value what was measured then; NaN if nothing was
     */
    record Change(AlertState entered, long since, long firedAt, long at, double value) {}
}
