package io.sessmonitor.deploy.doctor;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import io.sessmonitor.schemas.wire.RegistryClient;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.SubjectStrategy;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.RegistryConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Whether the registry answers, and whether our schemas are there or would be taken. Registers nothing. */
final class RegistryCheck implements Check {

    private static final int NOT_FOUND = 404;

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        RegistryConfig config = context.config().registry();
        Map<String, String> settings = new TreeMap<>(config.settings());
        if (settings.containsKey(RegistryConfig.CODEC)) {
            findings.note("not checked: " + RegistryConfig.CODEC + " names a codec of your own, "
                    + settings.get(RegistryConfig.CODEC));
            return findings.all();
        }
        String patience = context.patience().toMillis() + "ms";
        settings.put(RegistryConfig.REQUEST_TIMEOUT, patience);
        settings.put(RegistryConfig.WAIT, patience);
        try {
            look(context.config(), new RegistryClient(settings), findings);
        } catch (IllegalArgumentException e) {
            findings.problem(e.getMessage());
        } catch (RegistryUnavailableException e) {
            findings.problem("no schema registry answers at " + config.url() + ": " + e.getMessage()
                    + "; check registry.url and that it runs");
        }
        return findings.all();
    }

    private static void look(MonitorConfig config, RegistryClient client, Findings findings)
            throws RegistryUnavailableException {
        TopicsConfig topics = config.topics();
        Map<String, String> settings = config.registry().settings();
        SubjectStrategy strategy = SubjectStrategy.of(settings.get(RegistryConfig.SUBJECT_STRATEGY));
        boolean register = Boolean.parseBoolean(settings.get(RegistryConfig.REGISTER));
        Map<String, Schema> written = new LinkedHashMap<>();
        written.put(topics.scores(), FrameScore.getClassSchema());
        if (config.windows().enabled()) {
            written.put(topics.aggregates(), LinkAggregate.getClassSchema());
        }
        if (config.rules().enabled()) {
            written.put(topics.alerts(), Alert.getClassSchema());
        }
        for (Map.Entry<String, Schema> topic : written.entrySet()) {
            String subject = strategy.subject(topic.getKey(), topic.getValue());
            look(client, subject, topic.getValue(), register, register, findings);
        }
        if (topics.format() == FrameFormat.AVRO) {
            // Frames are registered by those who write them, so their absence is no problem of the monitor.
            Schema frame = Frame.getClassSchema();
            Set<String> subjects = new LinkedHashSet<>(
                    List.of(strategy.subject(topics.sent(), frame), strategy.subject(topics.received(), frame)));
            for (String subject : subjects) {
                look(client, subject, frame, register, true, findings);
                if (client.compatibility(subject).filter("NONE"::equals).isPresent()) {
                    findings.note(
                            subject + ": the registry takes any schema (compatibility NONE), also one whose frames"
                                    + " would all be dead letters; BACKWARD keeps such a mistake out");
                }
            }
        }
    }

    private static boolean takesAnySchema(RegistryClient client, String subject) {
        try {
            return client.compatibility(subject).filter("NONE"::equals).isPresent();
        } catch (RegistryUnavailableException e) {
            // It has just answered what the monitor needs; not every maker's knows this question.
            return false;
        }
    }

    private static void look(
            RegistryClient client,
            String subject,
            Schema ofClass,
            boolean register,
            boolean mayBeAbsent,
            Findings findings)
            throws RegistryUnavailableException {
        Schema schema = ConfluentWireCodec.registered(ofClass);
        String name = schema.getName();
        try {
            findings.ok(subject + ": our schema " + name + " is there, ID " + client.lookUp(subject, schema));
            return;
        } catch (RegistryRefusedException e) {
            if (e.status() != NOT_FOUND) {
                findings.problem(subject + ": " + e.getMessage());
                return;
            }
        }
        try {
            List<String> why = client.incompatibilities(subject, schema);
            if (!why.isEmpty()) {
                findings.problem(subject + ": our schema " + name + " is not compatible with the latest one there ("
                        + String.join("; ", why)
                        + "); use another topic, or have the subject's compatibility or its schemas put right");
            } else if (!mayBeAbsent) {
                findings.problem(subject + ": our schema " + name
                        + " is not there and registry.register is false; register it, or set registry.register: true");
            } else if (register) {
                findings.ok(subject + ": our schema " + name + " is not there yet and would be taken");
            } else {
                findings.note(subject + ": our schema " + name
                        + " is not there, whoever writes frames must register it or a compatible one");
            }
        } catch (RegistryRefusedException e) {
            findings.problem(subject + ": " + e.getMessage());
        }
    }
}
