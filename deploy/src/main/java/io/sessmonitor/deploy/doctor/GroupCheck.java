package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.runtime.StartupException;
import java.util.Optional;

/** Whether somebody works under our application id already. */
final class GroupCheck extends BrokerDependentCheck {

    @Override
    public String name() {
        return "group";
    }

    @Override
    void look(DoctorContext context, Findings findings) throws StartupException {
        String id = context.config().kafka().applicationId();
        Optional<ClusterView.Group> group = context.cluster().group(id);
        if (group.isEmpty()) {
            findings.ok(
                    "nobody has worked as " + id + " yet: the monitor begins with the oldest frames that are there");
        } else if (group.get().members() == 0) {
            findings.ok("nobody works as " + id + " now: the monitor goes on where the last one ended");
        } else {
            findings.note(group.get().members() + " stream thread(s) work as " + id + " already (group is "
                    + group.get().state()
                    + "): another monitor shares the work with them. If it is to see all frames itself,"
                    + " give it a kafka.application.id of its own");
        }
    }
}
