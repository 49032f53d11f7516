/**
 * An emulated testbed: a camera that pans and zooms over photographs, codecs and channels per link, and the records
 * that a real sender and its receivers would write. Everything here is a pure function of the frame's number and a
 * seed, so a run can be repeated picture by picture.
 */
package io.sessmonitor.deploy.testbed;
