package io.sessmonitor.topology.config;

import io.sessmonitor.topology.alert.Rules;
import io.sessmonitor.topology.alert.RulesException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * What raises alerts.
 *
 * @param rules of the file, read when the configuration is; empty if none is named
 */
public record RulesConfig(Optional<Rules> rules) {

    public static final String FILE = "rules.file";

    /** Whether there are alerts at all. */
    public boolean enabled() {
        return rules.isPresent();
    }

    static void define(ConfigDef def) {
        def.define(
                FILE,
                Type.STRING,
                "",
                Importance.HIGH,
                "Rules that raise alerts, as YAML; a commented sample is deploy/src/main/conf/rules.yaml. Empty: no"
                        + " alerts, and topics.alerts is not needed.");
    }

    static RulesConfig from(AbstractConfig values, WindowConfig windows, List<String> problems) {
        String file = values.getString(FILE);
        if (file.isEmpty()) {
            return new RulesConfig(Optional.empty());
        }
        if (!windows.enabled()) {
            problems.add(FILE + ": rules need " + WindowConfig.ENABLED + ": true");
        }
        try {
            Rules rules = Rules.read(Path.of(file));
            for (Duration window : rules.windows()) {
                if (!windows.sizes().contains(window)) {
                    problems.add(FILE + ": " + file + ": a rule looks at windows of " + window.toMillis() / 1000.0
                            + " s, which " + WindowConfig.SIZES + " does not name; add them there, or change the rule");
                }
            }
            return new RulesConfig(Optional.of(rules));
        } catch (RulesException e) {
            e.problems().forEach(problem -> problems.add(FILE + ": " + file + " " + problem));
        } catch (InvalidPathException e) {
            problems.add(FILE + ": '" + file + "' is not a path: " + e.getReason());
        }
        return new RulesConfig(Optional.empty());
    }

    /** How many there are. */
    @Override
    public String toString() {
        return "RulesConfig["
                + rules.map(found -> found.rules().size() + " rules").orElse("off") + "]";
    }
}
