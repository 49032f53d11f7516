package io.sessmonitor.deploy.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * What the embedded registry knows: schemas by ID, and the versions of each subject. Two schemas are the same if Avro writes them
 * alike, whatever the blanks and the order of attributes they came with. Guarded by its own lock.
 */
final class SchemaStore {

    /** A schema with its ID, from 1 up. */
    record Registered(int id, Schema schema) {
        String text() {
            return schema.toString();
        }
    }

    /** A version of a subject, from 1 up. */
    record Version(String subject, int version, Registered registered, boolean deleted) {}

    private final List<Registered> schemas = new ArrayList<>();
    private final Map<String, Registered> byText = new HashMap<>();
    private final Map<String, List<Version>> subjects = new TreeMap<>();
    private final Map<String, Compatibility> levels = new HashMap<>();
    private Compatibility defaultLevel = Compatibility.BACKWARD;

    static Schema parse(String text) throws RegistryError {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException | StackOverflowError e) {
            throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    synchronized Version register(String subject, Schema schema) throws RegistryError {
        if (subject.isBlank() || subject.chars().anyMatch(Character::isISOControl)) {
            throw new RegistryError(422, 42208, "The specified subject is not a valid subject.");
        }
        for (Version version : live(subject)) {
            if (version.registered().text().equals(schema.toString())) {
                return version;
            }
        }
        List<String> problems = level(subject).against(schema, schemasOf(live(subject)));
        if (!problems.isEmpty()) {
            throw new RegistryError(
                    409,
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\", compatibility " + level(subject) + ": " + String.join("; ", problems));
        }
        Registered registered = byText.computeIfAbsent(schema.toString(), text -> {
            Registered fresh = new Registered(schemas.size() + 1, schema);
            schemas.add(fresh);
            return fresh;
        });
        List<Version> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        int number = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1;
        Version version = new Version(subject, number, registered, false);
        versions.add(version);
        return version;
    }

    synchronized Version lookUp(String subject, Schema schema, boolean deleted) throws RegistryError {
        for (Version version : versions(subject, deleted)) {
            if (version.registered().text().equals(schema.toString())) {
                return version;
            }
        }
        throw RegistryError.noSchema();
    }

    synchronized Registered byId(int id) throws RegistryError {
        if (id < 1 || id > schemas.size()) {
            throw RegistryError.noSchema();
        }
        return schemas.get(id - 1);
    }

    synchronized List<String> subjects(String prefix, boolean deleted) {
        List<String> names = new ArrayList<>();
        subjects.forEach((name, versions) -> {
            if (name.startsWith(prefix) && (deleted || !live(name).isEmpty())) {
                names.add(name);
            }
        });
        return names;
    }

    /** The versions of a subject, oldest first. */
    synchronized List<Version> versions(String subject, boolean deleted) throws RegistryError {
        List<Version> versions = deleted ? subjects.getOrDefault(subject, List.of()) : live(subject);
        if (versions.isEmpty()) {
            throw RegistryError.noSubject(subject);
        }
        return List.copyOf(versions);
    }

    /** One version; {@code latest} and {@code -1} are the newest. */
    synchronized Version version(String subject, String number, boolean deleted) throws RegistryError {
        List<Version> versions = versions(subject, deleted);
        if (number.equals("latest") || number.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        int wanted;
        try {
            wanted = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            wanted = 0;
        }
        if (wanted < 1) {
            throw new RegistryError(
                    422,
                    42202,
                    "The specified version '" + number
                            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
        }
        for (Version version : versions) {
            if (version.version() == wanted) {
                return version;
            }
        }
        throw RegistryError.noVersion(number);
    }

    /** Every version of any subject that has this ID. */
    synchronized List<Version> uses(int id) throws RegistryError {
        byId(id);
        List<Version> uses = new ArrayList<>();
        for (String subject : subjects.keySet()) {
            for (Version version : live(subject)) {
                if (version.registered().id() == id) {
                    uses.add(version);
                }
            }
        }
        return uses;
    }

    /** What speaks against a schema as the next of a subject, compared with one version, or by the subject's level if null. */
    synchronized List<String> incompatibilities(String subject, String number, Schema schema) throws RegistryError {
        List<Schema> earlier = number == null
                ? schemasOf(live(subject))
                : List.of(version(subject, number, false).registered().schema());
        return level(subject).against(schema, earlier);
    }

    /** Deletes a subject; its IDs stay readable. {@code permanent} forgets a subject that was deleted before. */
    synchronized List<Integer> delete(String subject, boolean permanent) throws RegistryError {
        List<Version> versions = versions(subject, permanent);
        List<Integer> numbers = versions.stream().map(Version::version).toList();
        if (!permanent) {
            subjects.get(subject).replaceAll(SchemaStore::deleted);
        } else if (live(subject).isEmpty()) {
            subjects.remove(subject);
        } else {
            throw new RegistryError(
                    404, 40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
        }
        return numbers;
    }

    /** Deletes one version; its ID stays readable. */
    synchronized int deleteVersion(String subject, String number) throws RegistryError {
        Version version = version(subject, number, false);
        List<Version> versions = subjects.get(subject);
        versions.set(versions.indexOf(version), deleted(version));
        return version.version();
    }

    /** The level of a subject, or null if it has none of its own; of all if the subject is null. */
    synchronized Compatibility ownLevel(String subject) {
        return subject == null ? defaultLevel : levels.get(subject);
    }

    /** The level that holds for a subject. */
    synchronized Compatibility level(String subject) {
        return levels.getOrDefault(subject, defaultLevel);
    }

    /** Sets the level of a subject, or of all if it is null; a level of null goes back to the default. */
    synchronized void setLevel(String subject, Compatibility level) {
        if (subject == null) {
            defaultLevel = level == null ? Compatibility.BACKWARD : level;
        } else if (level == null) {
            levels.remove(subject);
        } else {
            levels.put(subject, level);
        }
    }

    private List<Version> live(String subject) {
        return subjects.getOrDefault(subject, List.of()).stream()
                .filter(version -> !version.deleted())
                .toList();
    }

    private static Version deleted(Version version) {
        return new Version(version.subject(), version.version(), version.registered(), true);
    }

    private static List<Schema> schemasOf(List<Version> versions) {
        return versions.stream().map(version -> version.registered().schema()).toList();
    }
}
