package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.runtime.StartupException;
import java.util.List;

/** A check that needs the broker. If that was found to be down it is not asked again, so that the report comes soon. */
abstract class BrokerDependentCheck implements Check {

    @Override
    public final List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        if (context.cluster().down()) {
            findings.note("not checked: the broker does not answer");
            return findings.all();
        }
        try {
            look(context, findings);
        } catch (StartupException e) {
            findings.problem(e.getMessage());
        }
        return findings.all();
    }

    /** Adds at least one finding, or throws. */
    abstract void look(DoctorContext context, Findings findings) throws StartupException;
}
