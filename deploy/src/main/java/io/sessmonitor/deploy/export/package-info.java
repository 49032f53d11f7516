/** Runs the Python programs that make bundles of published checkpoints, in an environment of their own. */
package io.sessmonitor.deploy.export;
