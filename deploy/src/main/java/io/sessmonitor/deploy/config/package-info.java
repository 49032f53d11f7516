/**
 * Where the monitor's settings come from: a YAML file, the environment, the command line; and which of them wins. What
 * the keys mean is declared in the topology's configuration classes.
 */
package io.sessmonitor.deploy.config;
