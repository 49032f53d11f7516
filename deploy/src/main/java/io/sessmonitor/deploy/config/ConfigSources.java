package io.sessmonitor.deploy.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings of a run with their origins. Precedence, later wins:
 *
 * <ol>
 *   <li>the defaults, which the configuration classes declare
 *   <li>the YAML file
 *   <li>the environment: {@code SESS_} and the key in capitals, with {@code _} for {@code .} and {@code __} for {@code -};
 *       {@code SESS_PAIRING_KEY__POLICY} is {@code pairing.key-policy}
 *   <li>{@code --set key=value}; of two for one key the last
 * </ol>
 *
 * <p>Two families of variables are nobody's settings and left alone: {@code SESS_JAVA_OPTS}, which the launcher reads,
 * and those that begin with {@code SESS_MONITOR_}, which Kubernetes sets for a service named sess-monitor.
 */
public final class ConfigSources {

    static final String ENVIRONMENT_PREFIX = "SESS_";

    private final SortedMap<String, Setting> settings;

    private ConfigSources(SortedMap<String, Setting> settings) {
        this.settings = settings;
    }

    /**
     * Reads all sources.
     *
     * @param file YAML file, or null for none
     * @param environment the process's environment
     * @param sets {@code key=value}, each
     * @throws ConfigSourceException when one of them cannot be read
     */
    public static ConfigSources read(Path file, Map<String, String> environment, List<String> sets)
            throws ConfigSourceException {
        SortedMap<String, Setting> settings = file == null ? new TreeMap<>() : ConfigFile.read(file);
        environment.forEach((name, value) -> {
            if (isSetting(name)) {
                settings.put(key(name), new Setting(value, "environment variable " + name));
            }
        });
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                throw new ConfigSourceException("--set " + set + ": write --set key=value");
            }
            settings.put(
                    set.substring(0, equals).strip(),
                    new Setting(set.substring(equals + 1).strip(), "--set"));
        }
        return new ConfigSources(settings);
    }

    /** The dotted keys and their values, as the configuration classes take them. */
    public Map<String, String> flat() {
        Map<String, String> flat = new TreeMap<>();
        settings.forEach((key, setting) -> flat.put(key, setting.value()));
        return flat;
    }

    /** Where a key was set, or null if it has its default. */
    public Setting of(String key) {
        return settings.get(key);
    }

    /**
     * Adds to a problem where the setting that it names comes from.
     *
     * @param problem a sentence that names one or more keys, first of all the one that is wrong
     */
    public String located(String problem) {
        String first = null;
        int firstAt = Integer.MAX_VALUE;
        // Sorted, so that of two keys at one place the longer one, which begins with the other, comes last.
        for (String key : settings.keySet()) {
            int at = position(problem, key);
            if (at >= 0 && at <= firstAt) {
                first = key;
                firstAt = at;
            }
        }
        return first == null ? problem : settings.get(first).origin() + ": " + problem;
    }

    /** Where a text names a key as a whole, or -1. */
    private static int position(String text, String key) {
        for (int at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
            int end = at + key.length();
            boolean whole = (at == 0 || !isKeyCharacter(text.charAt(at - 1)))
                    && (end == text.length() || !isKeyCharacter(text.charAt(end)));
            if (whole) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isKeyCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    private static boolean isSetting(String variable) {
        return variable.startsWith(ENVIRONMENT_PREFIX)
                && variable.length() > ENVIRONMENT_PREFIX.length()
                && !variable.equals("SESS_JAVA_OPTS")
                && !variable.startsWith("SESS_MONITOR_");
    }

    static String key(String variable) {
        return variable.substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("__", "-")
                .replace('_', '.');
    }
}
