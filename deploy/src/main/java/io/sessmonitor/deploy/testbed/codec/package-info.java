/** How a link codes pictures. Pure: equal pictures in, equal bytes out. */
package io.sessmonitor.deploy.testbed.codec;
