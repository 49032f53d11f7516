/**
 * Runs networks: chooses the device, and turns single items into the calls that suit it. The only package that knows
 * ONNX Runtime.
 */
package io.sessmonitor.scorer.engine;
