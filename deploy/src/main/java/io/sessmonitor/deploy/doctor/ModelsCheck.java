package io.sessmonitor.deploy.doctor;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.models.FileCheck;
import java.util.List;

/** The model bundle: every file's hash, and that it opens. */
final class ModelsCheck implements Check {

    @Override
    public String name() {
        return "models";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        String name = context.config().scorerSettings().bundle();
        try {
            List<FileCheck> bad = BundleCatalog.verify(name).stream()
                    .filter(check -> !check.ok())
                    .toList();
            for (FileCheck check : bad) {
                findings.problem("bundle '" + name + "': " + check.describe() + "; get the bundle anew");
            }
            if (bad.isEmpty()) {
                Bundle bundle = BundleCatalog.open(name);
                findings.ok(
                        "bundle " + bundle + " opens, " + bundle.components().size() + " files verified");
            }
        } catch (BundleException e) {
            findings.problem(e.getMessage());
        }
        return findings.all();
    }
}
