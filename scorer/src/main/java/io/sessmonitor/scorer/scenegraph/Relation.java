package io.sessmonitor.scorer.scenegraph;

/** {@code subject predicate object}, by index; {@code confidence} 0..1. */
public record Relation(int subject, int predicate, int object, double confidence) {}
