package io.sessmonitor.deploy.notify;

import java.time.Duration;
import java.util.Optional;

/** What became of one request to a target. */
sealed interface Answer {

    /** It has it. */
    record Delivered() implements Answer {}

    /**
     * It is down, busy or out of reach: the same may succeed later.
     *
     * @param retryAfter how long it asks to be left alone
     */
    record Failed(String why, Optional<Duration> retryAfter) implements Answer {}

    /** It does not want this one, and would not want it later. */
    record Refused(String why) implements Answer {}
}
