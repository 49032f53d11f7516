package io.sessmonitor.topology.alert;

import io.sessmonitor.topology.alert.RulesException.Problem;
import io.sessmonitor.topology.alert.YamlNode.Items;
import io.sessmonitor.topology.alert.YamlNode.Key;
import io.sessmonitor.topology.alert.YamlNode.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a rules file: a mapping with one key, {@code rules}, a list of rules. Reports every problem at once. */
final class RulesFile {

    static final int MAX_BYTES = 1 << 20;
    static final int MAX_RULES = 1000;

    private static final int MAX_PROBLEMS = 100;
    private static final String RULES = "rules";
    private static final String SAMPLE = "a commented sample is deploy/src/main/conf/rules.yaml";

    private RulesFile() {}

    static Rules read(Path file) throws RulesException {
        try {
            if (Files.isDirectory(file)) {
                throw whole("is a folder, not a file; " + SAMPLE);
            }
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                throw whole("is larger than " + (MAX_BYTES >> 20) + " MiB, which no rules file needs to be");
            }
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (NoSuchFileException e) {
            throw whole("no such file; " + SAMPLE);
        } catch (AccessDeniedException e) {
            throw whole("permission denied");
        } catch (CharacterCodingException e) {
            throw whole("is not UTF-8 text");
        } catch (IOException e) {
            throw whole("cannot be read: " + e.getMessage());
        }
    }

    static Rules parse(String yaml) throws RulesException {
        if (yaml.length() > MAX_BYTES) {
            throw whole("is larger than " + (MAX_BYTES >> 20) + " MiB, which no rules file needs to be");
        }
        List<Problem> problems = new ArrayList<>();
        YamlNode root = YamlNode.read(yaml, problems);
        List<Rule> rules = new ArrayList<>();
        if (!(root instanceof Mapping top)) {
            throw new RulesException(List.of(new Problem(
                    root == null ? 0 : root.line(),
                    "the file must be a mapping with the key " + RULES + ", a list of rules; " + SAMPLE)));
        }
        boolean found = false;
        for (Map.Entry<Key, YamlNode> entry : top.entries().entrySet()) {
            if (!entry.getKey().text().equals(RULES)) {
                problems.add(new Problem(
                        entry.getKey().line(),
                        "unknown key " + entry.getKey().text() + "; the only key of the file is " + RULES));
                continue;
            }
            found = true;
            if (entry.getValue() instanceof Items items) {
                list(items, rules, problems);
            } else if (!(entry.getValue() instanceof YamlNode.Nothing)) {
                problems.add(
                        new Problem(entry.getValue().line(), RULES + " must be a list: each rule begins with '- '"));
            }
        }
        if (!found) {
            problems.add(new Problem(0, "the key " + RULES + " is missing; " + SAMPLE));
        }
        if (!problems.isEmpty()) {
            throw new RulesException(inOrder(problems));
        }
        return new Rules(rules);
    }

    private static void list(Items items, List<Rule> rules, List<Problem> problems) {
        if (items.nodes().size() > MAX_RULES) {
            problems.add(new Problem(
                    items.line(), items.nodes().size() + " rules; at most " + MAX_RULES + ": use link patterns"));
            return;
        }
        Map<String, Integer> lines = new HashMap<>();
        for (YamlNode item : items.nodes()) {
            if (!(item instanceof Mapping mapping)) {
                problems.add(new Problem(item.line(), "a rule must be a mapping of keys to values"));
                continue;
            }
            Rule rule = new RuleReader(mapping, problems).read();
            if (rule != null && !rule.name().isEmpty()) {
                Integer before = lines.putIfAbsent(rule.name(), rule.line());
                if (before != null) {
                    problems.add(new Problem(
                            rule.line(),
                            "a rule named " + rule.name() + " is there already, in line " + before
                                    + "; give this one another name"));
                }
                rules.add(rule);
            }
        }
    }

    private static List<Problem> inOrder(List<Problem> problems) {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(Problem::line));
        if (sorted.size() > MAX_PROBLEMS) {
            Problem rest = new Problem(0, "and " + (sorted.size() - MAX_PROBLEMS) + " more");
            sorted = new ArrayList<>(sorted.subList(0, MAX_PROBLEMS));
            sorted.add(rest);
        }
        return sorted;
    }

    private static RulesException whole(String text) {
        return new RulesException(List.of(new Problem(0, text)));
    }
}
