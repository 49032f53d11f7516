package io.sessmonitor.scorer.scenegraph;

/** What a bundle takes an object for; for people only, never part of the score. {@code confidence} 0..1. */
public record Label(String name, double confidence) {}
