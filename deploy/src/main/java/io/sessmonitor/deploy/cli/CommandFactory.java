package io.sessmonitor.deploy.cli;

import java.lang.reflect.Constructor;
import java.util.Map;
import picocli.CommandLine;

/**
 * Makes commands. One whose only constructor takes services, such as the {@link Console} or a {@link ScorerFactory}, gets
 * them; all others are made as picocli does.
 */
final class CommandFactory implements CommandLine.IFactory {

    private final Map<Class<?>, Object> services;
    private final CommandLine.IFactory fallback = CommandLine.defaultFactory();

    CommandFactory(Map<Class<?>, Object> services) {
        this.services = Map.copyOf(services);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1 || constructors[0].getParameterCount() == 0) {
            return fallback.create(type);
        }
        Class<?>[] types = constructors[0].getParameterTypes();
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = services.get(types[i]);
            if (values[i] == null) {
                return fallback.create(type);
            }
        }
        constructors[0].setAccessible(true);
        return type.cast(constructors[0].newInstance(values));
    }
}
