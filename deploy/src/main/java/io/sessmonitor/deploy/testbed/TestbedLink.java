package io.sessmonitor.deploy.testbed;

import io.sessmonitor.deploy.testbed.channel.Channel;
import io.sessmonitor.deploy.testbed.codec.PictureCodec;

/**
 * One emulated link.
 *
 * @param receiver name of its receiver
 * @param about what it does to pictures, in a few words for people
 */
public record TestbedLink(String receiver, String about, PictureCodec codec, Channel channel) {}
