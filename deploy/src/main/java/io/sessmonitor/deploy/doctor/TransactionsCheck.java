package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.runtime.StartupException;

/** Whether the cluster can do transactions, on which "exactly one outcome" rests. */
final class TransactionsCheck extends BrokerDependentCheck {

    @Override
    public String name() {
        return "transactions";
    }

    /**
     * The transactional id begins with the application id, as those of the monitor do, so that the same rights are tried;
     * it is the same every time, so that the cluster keeps one entry only.
     */
    @Override
    void look(DoctorContext context, Findings findings) throws StartupException {
        String id = context.config().kafka().applicationId() + "-doctor";
        try {
            context.cluster().tryTransactions(id);
            findings.ok("possible (tried as transactional id " + id + ")");
        } catch (StartupException e) {
            findings.problem(e.getMessage()
                    + "; check that transaction.state.log.replication.factor and .min.isr of the brokers fit their number,"
                    + " and the rights on transactional ids that begin with "
                    + context.config().kafka().applicationId());
        }
    }
}
