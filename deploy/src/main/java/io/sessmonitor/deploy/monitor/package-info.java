/** The monitor against a real broker, as a process of its own: settings in, one status line now and then, orderly end. */
package io.sessmonitor.deploy.monitor;
