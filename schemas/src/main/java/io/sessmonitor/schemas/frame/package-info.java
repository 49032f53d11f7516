/**
 * Frames and scores as records of a topic. Two input formats, Avro and raw pictures, become one decoded frame; everything after
 * this package is blind to the difference.
 */
package io.sessmonitor.schemas.frame;
