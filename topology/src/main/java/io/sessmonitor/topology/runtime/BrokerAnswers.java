package io.sessmonitor.topology.runtime;

import io.sessmonitor.topology.runtime.StartupException.Problem;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for a broker's answers, and says what to do when there is none. Immutable.
 *
 * @param servers the bootstrap servers, for messages
 * @param timeoutMillis longest wait for each answer
 */
public record BrokerAnswers(String servers, long timeoutMillis) {

    /**
     * The answer.
     *
     * @param doing what is being done, for messages: "describing topic frames.sent"
     * @throws StartupException if there is no answer or it is a refusal
     */
    public <T> T get(KafkaFuture<T> future, String doing) throws StartupException {
        try {
            return await(future, doing);
        } catch (ExecutionException e) {
            throw refused(doing, e.getCause());
        }
    }

    /**
     * The answer, for callers who expect some refusals.
     *
     * @throws ExecutionException the refusal is its cause; give the unexpected ones to {@link #refused}
     * @throws StartupException if there is no answer
     */
    public <T> T await(KafkaFuture<T> future, String doing) throws StartupException, ExecutionException {
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable(doing, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unreachable(doing, e.getCause());
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException(Problem.BROKER_UNREACHABLE, "Interrupted while " + doing, e);
        }
    }

    /** Nobody answers. */
    public StartupException unreachable(String doing, Throwable cause) {
        return new StartupException(
                Problem.BROKER_UNREACHABLE,
                "No Kafka broker answers at " + servers + " (" + doing
                        + "); check kafka.bootstrap.servers, and that the"
                        + " broker runs and its advertised listeners can be reached from here",
                cause);
    }

    /** The broker answers no. */
    public StartupException refused(String doing, Throwable cause) {
        return new StartupException(
                Problem.BROKER_REFUSED,
                "The broker at " + servers + " refused " + doing + ": " + cause.getMessage()
                        + "; check the kafka.* settings for security and the rights of this user",
                cause);
    }
}
