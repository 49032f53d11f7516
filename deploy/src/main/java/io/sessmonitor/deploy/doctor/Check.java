package io.sessmonitor.deploy.doctor;

import java.util.List;

/** Looks at one thing the monitor needs. Never throws for what it finds: that is its finding. */
interface Check {

    /** One or two words, shown at the beginning of its lines. */
    String name();

    /** At least one finding. */
    List<Finding> run(DoctorContext context);
}
