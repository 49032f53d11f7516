package io.sessmonitor.deploy.notify;

import io.sessmonitor.schemas.Alert;
import java.net.URI;
import java.util.List;

/** What one kind of target wants to hear, and in which form. Immutable. */
interface Receiver {

    /** Where it is posted to. */
    URI address();

    /** Whether it is told of this change of state. */
    boolean wants(Alert alert);

    /**
     * The request's body.
     *
     * @param alerts what it is told of at once: one, or for {@link #forgets} any number
     */
    byte[] body(List<Alert> alerts);

    /** Whether it forgets what fires unless it is reminded. */
    boolean forgets();
}
