package io.sessmonitor.scorer;

/** What became of a pair handed to the scorer. A bad picture is a value here, not an exception. */
public sealed interface ScoreOutcome {

    record Scored(SessScore score) implements ScoreOutcome {}

    /** One of the pictures cannot be decoded; {@code reason} is a sentence for people. */
    record Undecodable(Side side, String reason) implements ScoreOutcome {}

    /** The scorer itself failed on this pair; others are not affected. */
    record Failed(String reason) implements ScoreOutcome {}
}
