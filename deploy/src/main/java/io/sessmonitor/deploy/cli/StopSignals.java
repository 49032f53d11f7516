package io.sessmonitor.deploy.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a long-running command end in order on Ctrl-C and SIGTERM: the first one asks it to finish, a second one ends the
 * process at once. Unlike a shutdown hook this leaves the native libraries alive until the command has closed them, and
 * the command its exit code.
 *
 * <p>The JDK's signals are not part of its official interface, so they are reached by reflection; where they are not
 * there, a signal ends the process at once, as without this class.
 */
public final class StopSignals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final String[] NAMES = {"INT", "TERM"};

    private final AtomicReference<Runnable> action;

    private StopSignals(Runnable action) {
        this.action = new AtomicReference<>(action);
        for (String name : NAMES) {
            onSignal(name, true);
        }
    }

    /** From now on the first signal calls {@code action} on a thread of the JVM's; it must return soon. */
    public static StopSignals install(Runnable action) {
        return new StopSignals(action);
    }

    /** Gives the signals their usual meaning again. */
    @Override
    public void close() {
        for (String name : NAMES) {
            onSignal(name, false);
        }
    }

    private void received() {
        close();
        Runnable first = action.getAndSet(null);
        if (first != null) {
            first.run();
        }
    }

    private void onSignal(String name, boolean ours) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object reaction = ours
                    ? Proxy.newProxyInstance(
                            StopSignals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getDeclaringClass() == Object.class) {
                                    return method.invoke(this, arguments);
                                }
                                received();
                                return null;
                            })
                    : handler.getField("SIG_DFL").get(null);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), reaction);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            LOG.debug("Signal {} cannot be handled here: {}", name, cause.toString());
        }
    }
}
