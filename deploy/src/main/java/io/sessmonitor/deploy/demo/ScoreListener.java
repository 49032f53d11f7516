package io.sessmonitor.deploy.demo;

import io.sessmonitor.schemas.FrameScore;

/** Is told of every outcome that is on the scores topic, in the topic's order. */
@FunctionalInterface
public interface ScoreListener {

    /** Called on the feed's thread; must return soon. */
    void scored(FrameScore score);
}
