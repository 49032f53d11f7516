package io.sessmonitor.schemas.wire;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.TreeMap;

/** Makes the codec that the configuration names. */
public final class WireCodecs {

    /** Setting that names another {@link WireCodec} class. */
    public static final String CODEC = "registry.codec";

    private WireCodecs() {}

    /**
     * Makes and configures a codec: {@link ConfluentWireCodec} unless {@code registry.codec} names another class.
     *
     * @param settings the configuration; only keys that begin with {@code registry.} are passed on
     * @throws IllegalArgumentException if the class cannot be used or a setting is wrong
     */
    public static WireCodec create(Map<String, String> settings) {
        Map<String, String> own = new TreeMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith("registry.") && value != null) {
                own.put(key, value);
            }
        });
        String name = own.get(CODEC);
        WireCodec codec = name == null || name.isBlank() ? new ConfluentWireCodec() : load(name.strip());
        codec.configure(own);
        return codec;
    }

    private static WireCodec load(String name) {
        try {
            Class<?> type = Class.forName(name, true, loader());
            return type.asSubclass(WireCodec.class).getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(CODEC + ": no class " + name + " on the class path", e);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(
                    CODEC + ": " + name + " does not implement " + WireCodec.class.getName(), e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new IllegalArgumentException(
                    CODEC + ": " + name + " is not a public class with a public constructor without arguments", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    CODEC + ": " + name + " cannot be made: " + e.getCause().getMessage(), e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? WireCodecs.class.getClassLoader() : context;
    }
}
