package io.sessmonitor.topology.failure;

import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what reaches the top of a stream thread: what may be better next time gets a new thread, which reads again what
 * was not committed; anything else stops the monitor, with a message. Called by several stream threads.
 */
public final class UncaughtFailures implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(UncaughtFailures.class);

    private final Consumer<Throwable> fatal;

    /** {@code fatal} is told once about each error that stops the monitor; it must not wait. */
    public UncaughtFailures(Consumer<Throwable> fatal) {
        this.fatal = Objects.requireNonNull(fatal, "fatal");
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        RetriableException retriable = retriable(exception);
        if (retriable != null) {
            LOG.warn("A stream thread begins anew and reads again what it had not committed: {}", text(retriable));
            // Kafka Streams throws the error on, through the end of the old thread; all is said, so not to the JVM's
            // handler.
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
                if (thrown != exception) {
                    LOG.error("The end of {} failed as well: {}", thread.getName(), text(root(thrown)), thrown);
                }
            });
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("The monitor stops: {}", text(root(exception)), exception);
        fatal.accept(exception);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** The deepest cause. */
    public static Throwable root(Throwable exception) {
        Throwable at = exception;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return at;
    }

    private static RetriableException retriable(Throwable exception) {
        for (Throwable at = exception; at != null; at = at.getCause()) {
            if (at instanceof RetriableException found) {
                return found;
            }
        }
        return null;
    }

    private static String text(Throwable exception) {
        return exception.getMessage() == null ? exception.getClass().getSimpleName() : exception.getMessage();
    }
}
