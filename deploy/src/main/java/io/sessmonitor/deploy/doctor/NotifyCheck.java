package io.sessmonitor.deploy.doctor;

import io.sessmonitor.deploy.notify.TargetProbe;
import io.sessmonitor.topology.config.NotifyConfig;
import java.util.List;

/** Whether those who are to be told of alerts can be reached. Nobody is told of anything. */
final class NotifyCheck implements Check {

    @Override
    public String name() {
        return "notify";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        NotifyConfig notify = context.config().notifications();
        if (!notify.enabled()) {
            findings.ok(
                    context.config().rules().enabled()
                            ? "nobody is told of alerts, they go to "
                                    + context.config().topics().alerts() + " only (" + NotifyConfig.ALERTMANAGER_URLS
                                    + ", " + NotifyConfig.WEBHOOK_URLS + ")"
                            : "no rules, so no alerts");
            return findings.all();
        }
        try {
            TargetProbe probe = new TargetProbe(notify, context.patience());
            for (NotifyConfig.Target target : notify.targets()) {
                TargetProbe.Result result = probe.look(target);
                if (result.fine()) {
                    findings.ok(target.name() + " " + result.text());
                } else {
                    findings.problem(target.name() + " " + result.text());
                }
            }
        } catch (IllegalArgumentException e) {
            findings.problem(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            findings.note("not checked: interrupted");
        }
        return findings.all();
    }
}
