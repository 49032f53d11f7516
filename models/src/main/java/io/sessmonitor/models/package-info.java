/**
 * Model bundles: which models, whence they came, under which licence, and every constant needed to feed them.
 *
 * <p>A bundle is a folder (or a place inside the jar) with a {@code bundle.yaml} that names each of its files with
 * size and SHA-256. This package reads and verifies bundles; it runs no model.
 */
package io.sessmonitor.models;
