/** What a link does to coded pictures on their way. Pure: what happens to a frame depends on its number and a seed only. */
package io.sessmonitor.deploy.testbed.channel;
