package io.sessmonitor.deploy.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a YAML file as dotted keys: {@code pairing: {wait: 5s}} and {@code pairing.wait: 5s} are the same. Values are
 * taken as they are written; a list of plain values is joined with commas; a key without a value is as good as not
 * there, so that a section may consist of comments.
 */
final class ConfigFile {

    private final String name;
    private final YAMLParser parser;
    private final SortedMap<String, Setting> settings = new TreeMap<>();

    private ConfigFile(String name, YAMLParser parser) {
        this.name = name;
        this.parser = parser;
    }

    static SortedMap<String, Setting> read(Path file) throws ConfigSourceException {
        try (YAMLParser parser = new YAMLFactory().createParser(Files.readString(file, StandardCharsets.UTF_8))) {
            ConfigFile config = new ConfigFile(file.toString(), parser);
            config.document();
            return config.settings;
        } catch (NoSuchFileException e) {
            throw new ConfigSourceException(
                    file + ": no such file; a commented sample is deploy/src/main/conf/monitor.yaml", e);
        } catch (AccessDeniedException e) {
            throw new ConfigSourceException(file + ": permission denied", e);
        } catch (JsonProcessingException e) {
            throw new ConfigSourceException(file + problem(e), e);
        } catch (CharacterCodingException e) {
            throw new ConfigSourceException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigSourceException(
                    file + ": " + (Files.isDirectory(file) ? "is a folder, not a file" : e.getMessage()), e);
        }
    }

    private void document() throws IOException, ConfigSourceException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first == JsonToken.START_OBJECT) {
            mapping("");
        } else if (first != JsonToken.VALUE_NULL && !(first.isScalarValue() && text().isEmpty())) {
            throw at("is not a mapping of keys to values");
        }
        if (parser.nextToken() != null) {
            throw at("a second document begins; one file is one configuration");
        }
    }

    private void mapping(String prefix) throws IOException, ConfigSourceException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = prefix + parser.currentName();
            int line = line();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                mapping(key + ".");
            } else if (token == JsonToken.START_ARRAY) {
                put(key, list(key), line);
            } else if (token != JsonToken.VALUE_NULL) {
                put(key, text(), line);
            }
        }
    }

    private String list(String key) throws IOException, ConfigSourceException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                throw at(key + " may only list plain values");
            }
            if (text().contains(",")) {
                throw at(key + " lists a value with a comma, which separates values: '" + text() + "'");
            }
            values.add(text());
        }
        return String.join(",", values);
    }

    private String text() throws IOException, ConfigSourceException {
        if (parser.isCurrentAlias()) {
            throw at("YAML aliases (*" + parser.getText() + ") are not supported: write the value out");
        }
        return parser.getText();
    }

    private void put(String key, String value, int line) throws ConfigSourceException {
        Setting before = settings.putIfAbsent(key, new Setting(value, name + " line " + line));
        if (before != null) {
            throw new ConfigSourceException(
                    name + " line " + line + ": " + key + " is there already, see " + before.origin());
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private ConfigSourceException at(String problem) {
        return new ConfigSourceException(name + " line " + line() + ": " + problem);
    }

    private static String problem(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
                return " line " + (yaml.getProblemMark().getLine() + 1) + ": not YAML: " + yaml.getProblem();
            }
        }
        String line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
        return line + ": not YAML: "
                + e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
