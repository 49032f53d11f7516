package io.sessmonitor.deploy.demo;

import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.engine.DeviceException;

/** Makes the scorer of a run. */
@FunctionalInterface
public interface ScorerFactory {

    /**
     * Makes a scorer.
     *
     * @throws BundleException if its model bundle cannot be used
     * @throws DeviceException if its device cannot be used
     */
    SessScorer create(ScorerSettings settings) throws BundleException, DeviceException;
}
