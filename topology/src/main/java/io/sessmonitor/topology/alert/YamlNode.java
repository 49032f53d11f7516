package io.sessmonitor.topology.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.sessmonitor.topology.alert.RulesException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A YAML document with the line of every part. Aliases are refused, so a document is never larger than its file.
 *
 * @param line from 1
 */
sealed interface YamlNode {

    int MAX_DEPTH = 8;

    int line();

    /** Text as it is written; numbers too. */
    record Scalar(int line, String text) implements YamlNode {}

    /** No value. */
    record Nothing(int line) implements YamlNode {}

    record Items(int line, List<YamlNode> nodes) implements YamlNode {}

    /** Keys in the order written, each with the line it stands in. */
    record Mapping(int line, Map<Key, YamlNode> entries) implements YamlNode {}

    /** Equal if the text is. */
    record Key(String text, int line) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /**
     * Reads a document.
     *
     * @param problems keys that are there twice are added to it
     * @return null if there is nothing but comments
     * @throws RulesException if it is not YAML, or goes beyond what rules need
     */
    static YamlNode read(String yaml, List<Problem> problems) throws RulesException {
        try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
            if (parser.nextToken() == null) {
                return null;
            }
            YamlNode root = node(parser, problems, 0);
            if (parser.nextToken() != null) {
                throw at(parser, "a second document begins; one file is one set of rules, so remove the line ---");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new RulesException(List.of(notYaml(e)));
        } catch (IOException e) {
            throw new RulesException(List.of(new Problem(0, "cannot be read: " + e.getMessage())));
        }
    }

    private static YamlNode node(YAMLParser parser, List<Problem> problems, int depth)
            throws IOException, RulesException {
        if (depth > MAX_DEPTH) {
            throw at(parser, "nested deeper than any rule needs");
        }
        int line = line(parser);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, problems, depth + 1));
            }
            return new Items(line, items);
        }
        if (token == JsonToken.START_OBJECT) {
            Map<Key, YamlNode> entries = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Key key = new Key(parser.currentName(), line(parser));
                parser.nextToken();
                YamlNode value = node(parser, problems, depth + 1);
                if (entries.putIfAbsent(key, value) != null) {
                    problems.add(new Problem(key.line(), "key " + key.text() + " is there twice; remove one"));
                }
            }
            return new Mapping(line, entries);
        }
        if (parser.isCurrentAlias()) {
            throw at(
                    parser,
                    "*" + parser.getText() + " is a YAML alias, which is not supported: write the value out, or put a"
                            + " text that begins with * into quotes");
        }
        return token == JsonToken.VALUE_NULL ? new Nothing(line) : new Scalar(line, parser.getText());
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static RulesException at(YAMLParser parser, String text) {
        return new RulesException(List.of(new Problem(line(parser), text)));
    }

    private static Problem notYaml(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
                return new Problem(yaml.getProblemMark().getLine() + 1, "not YAML: " + yaml.getProblem());
            }
        }
        return new Problem(
                e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                "not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
}
