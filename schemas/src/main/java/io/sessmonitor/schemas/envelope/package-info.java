/**
 * What pairing sees of a frame, whatever came in: an envelope and a reference to the encoded picture, never pixels. Also the names
 * that frames, links and record keys are made of, and the rules they keep.
 */
package io.sessmonitor.schemas.envelope;
