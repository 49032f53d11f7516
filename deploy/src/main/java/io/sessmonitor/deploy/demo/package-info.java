/**
 * Everything in one process: broker, registry, monitor, testbed, live table and page, and at the end the count that
 * every sent frame has exactly one outcome on every link.
 */
package io.sessmonitor.deploy.demo;
