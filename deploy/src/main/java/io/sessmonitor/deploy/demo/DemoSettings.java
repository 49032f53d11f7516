package io.sessmonitor.deploy.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a run of the demo is to be like.
 *
 * @param duration how long frames are sent
 * @param page port of the live page: empty for no page, 0 for any free port
 * @param pageMayMove whether any free port will do when that one is taken
 * @param keep whether broker, monitor and page stay up after the summary until the user ends them
 * @param seed of the camera's moves and the channels' losses
 * @param fps frames a second; empty for as many as the machine holds
 * @param photos folder with photographs to send; empty for the bundled ones
 */
public record DemoSettings(
        Duration duration,
        OptionalInt page,
        boolean pageMayMove,
        boolean keep,
        long seed,
        OptionalDouble fps,
        Optional<Path> photos) {

    public DemoSettings {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the duration must be above zero");
        }
        if (fps.isPresent() && !(fps.getAsDouble() > 0 && fps.getAsDouble() <= 1000)) {
            throw new IllegalArgumentException("frames a second must be above 0 and at most 1000");
        }
    }
}
