package io.sessmonitor.deploy.doctor;

import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.engine.Engine;
import java.util.List;

/** Where networks will run, found by running a tiny one. */
final class DeviceCheck implements Check {

    @Override
    public String name() {
        return "device";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        ScorerSettings settings = context.config().scorerSettings();
        try {
            Device wanted = Device.parse(settings.device());
            Device found = open(wanted, settings);
            boolean fallenBack = wanted.kind() == Device.Kind.AUTO && found.kind() == Device.Kind.CPU;
            findings.ok("networks run on " + found + " (scoring.device: " + wanted + ")"
                    + (fallenBack ? ", because " + whyNoGpu(settings) : ""));
        } catch (DeviceException e) {
            findings.problem(e.getMessage());
        }
        return findings.all();
    }

    private static Device open(Device wanted, ScorerSettings settings) throws DeviceException {
        return Engine.open(wanted, settings.maxBatch(), settings.maxBatchWait()).device();
    }

    /** What the first GPU says when it is asked for by name. */
    private static String whyNoGpu(ScorerSettings settings) {
        Device gpu = new Device(Device.Kind.CUDA, 0);
        try {
            return open(gpu, settings) + " came up only now";
        } catch (DeviceException e) {
            return e.getMessage();
        }
    }
}
