/** Two runs of scores of the same frames, told apart frame by frame and link by link. */
package io.sessmonitor.deploy.compare;
