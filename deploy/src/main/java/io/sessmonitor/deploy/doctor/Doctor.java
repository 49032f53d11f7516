package io.sessmonitor.deploy.doctor;

import io.sessmonitor.deploy.doctor.Finding.Level;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs checks one after the other, on the calling thread. None keeps a later one from being run. */
final class Doctor {

    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

    /** All checks; those that need nothing but this machine come first. */
    static final List<Check> CHECKS = List.of(
            new SystemCheck(),
            new ConfigurationCheck(),
            new StateFolderCheck(),
            new ModelsCheck(),
            new DeviceCheck(),
            new BrokerCheck(),
            new TopicsCheck(),
            new ClocksCheck(),
            new GroupCheck(),
            new TransactionsCheck(),
            new RegistryCheck(),
            new NotifyCheck());

    private Doctor() {}

    /**
     * Runs the checks.
     *
     * @param report takes every finding as soon as its check is done
     */
    static void run(List<Check> checks, DoctorContext context, Consumer<Finding> report) {
        for (Check check : checks) {
            List<Finding> found;
            try {
                found = check.run(context);
            } catch (RuntimeException e) {
                // A fault of ours, or something nobody thought of: a finding as well, and no reason to stop.
                LOG.debug("Check {} failed", check.name(), e);
                found = List.of(new Finding(
                        Level.PROBLEM,
                        check.name(),
                        "the check itself failed (" + e + "); --debug shows where, please report it"));
            }
            found.forEach(report);
        }
    }
}
