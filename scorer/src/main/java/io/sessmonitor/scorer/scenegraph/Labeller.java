package io.sessmonitor.scorer.scenegraph;

import java.util.Optional;

/** Names an object from its embedding, for people only: labels never touch a score. Thread-safe. */
@FunctionalInterface
public interface Labeller {

    /** For bundles without names. */
    Labeller NONE = embedding -> Optional.empty();

    /** The object's name where the bundle is confident enough to show one. */
    Optional<Label> label(double[] embedding);
}
