package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.sessmonitor.scorer.tune.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people said of pictures, as comma-separated values with a heading line: {@code original,a,b,score_a,score_b} (two pictures each
 * scored against an original) or {@code sent,received,score}. The columns may stand in any order, with others between. Paths are
 * relative to the file.
 *
 * @param rows in the order of the file
 * @param sha256 of the file's bytes, hexadecimal
 */
record RatingsCsv(Path file, List<Row> rows, String sha256) {

    private static final List<String> TRIPLET = List.of("original", "a", "b", "score_a", "score_b");
    private static final List<String> PAIR = List.of("sent", "received", "score");
    private static final long MAX_BYTES = 256 << 20;

    /** A line: one pair, or two with the same original. */
    record Row(long line, List<Pair> pairs) {}

    record Pair(Path sent, Path received, double score) {}

    /** @throws CommandException a usage error that names the file, the line, and what is wrong */
    static RatingsCsv read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw CommandException.usage(file + ": a folder; give a file of comma-separated values");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw CommandException.usage(file + ": larger than " + (MAX_BYTES >> 20) + " MB");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            throw CommandException.usage(file + ": no ratings; " + columns());
        }
        List<Row> rows = new ArrayList<>();
        CsvMapper csv = CsvMapper.builder()
                .enable(CsvParser.Feature.TRIM_SPACES)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
                .build();
        CsvSchema schema = CsvSchema.emptySchema().withHeader();
        long line = 1;
        try (MappingIterator<Map<String, String>> lines =
                csv.readerForMapOf(String.class).with(schema).readValues(lines(bytes))) {
            while (lines.hasNextValue()) {
                // The parser stands at the end of the line it has read.
                Map<String, String> cells = lowerCase(lines.nextValue());
                line = lines.getCurrentLocation().getLineNr() - 1L;
                rows.add(new Row(line, pairs(file, line, cells)));
            }
        } catch (JsonProcessingException e) {
            long at =
                    e.getLocation() == null ? line : Math.max(1, e.getLocation().getLineNr());
            throw CommandException.usage(file + ", line " + at + ": " + e.getOriginalMessage());
        }
        if (rows.isEmpty()) {
            throw CommandException.usage(file + ": no ratings; " + columns());
        }
        return new RatingsCsv(file, List.copyOf(rows), Sha256.hex(bytes));
    }

    /** Without the byte order mark that spreadsheets begin UTF-8 with, and with an end to the last line, so that lines count alike. */
    private static InputStream lines(byte[] bytes) {
        boolean mark =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        int begin = mark ? 3 : 0;
        return new SequenceInputStream(
                new ByteArrayInputStream(bytes, begin, bytes.length - begin),
                new ByteArrayInputStream(new byte[] {'\n'}));
    }

    private static Map<String, String> lowerCase(Map<String, String> cells) {
        Map<String, String> result = new TreeMap<>();
        cells.forEach((name, value) -> result.put(name.strip().toLowerCase(Locale.ROOT), value));
        return result;
    }

    private static List<Pair> pairs(Path file, long line, Map<String, String> cells) {
        String at = file + ", line " + line + ": ";
        if (cells.keySet().containsAll(TRIPLET)) {
            Path original = path(file, at, cells, "original");
            return List.of(
                    new Pair(original, path(file, at, cells, "a"), score(at, cells, "score_a")),
                    new Pair(original, path(file, at, cells, "b"), score(at, cells, "score_b")));
        }
        if (cells.keySet().containsAll(PAIR)) {
            return List.of(new Pair(
                    path(file, at, cells, "sent"), path(file, at, cells, "received"), score(at, cells, "score")));
        }
        throw CommandException.usage(file + ": " + columns() + "; it has " + String.join(",", cells.keySet()));
    }

    private static String columns() {
        return "the heading line must name the columns " + String.join(",", TRIPLET) + " or " + String.join(",", PAIR);
    }

    private static Path path(Path file, String at, Map<String, String> cells, String column) {
        String cell = cells.get(column);
        if (cell == null || cell.isBlank()) {
            throw CommandException.usage(at + column + " is empty");
        }
        try {
            return file.resolveSibling(cell).normalize();
        } catch (InvalidPathException e) {
            throw CommandException.usage(at + column + " is no path: " + e.getReason());
        }
    }

    private static double score(String at, Map<String, String> cells, String column) {
        String cell = cells.get(column);
        try {
            double score = Double.parseDouble(cell == null ? "" : cell);
            if (Double.isFinite(score)) {
                return score;
            }
        } catch (NumberFormatException e) {
            // Said below, as for infinite numbers.
        }
        throw CommandException.usage(at + column + " must be a number, not '" + cell + "'");
    }
}
