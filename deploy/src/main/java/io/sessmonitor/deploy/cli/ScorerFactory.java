package io.sessmonitor.deploy.cli;

import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.engine.DeviceException;

/** Makes the scorer a command works with. */
@FunctionalInterface
public interface ScorerFactory {

    SessScorer create(ScorerSettings settings) throws BundleException, DeviceException;
}
