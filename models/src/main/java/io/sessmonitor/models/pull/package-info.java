/**
 * Fetches bundles: a manifest says from where, how large and with which hash; nothing is believed that does not fit it, and a bundle is there
 * whole or not at all.
 */
package io.sessmonitor.models.pull;
