package io.sessmonitor.scorer.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The trials of one search as they are done, one JSON object a line, so that an interrupted search goes on where it was. The search is
 * deterministic, so the trials come in the same order again; from the first line on that is damaged or not the expected one, the rest is forgotten.
 * Used by one thread.
 */
public final class TrialJournal implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Path file;
    private final Deque<String> noted = new ArrayDeque<>();
    private final StringBuilder good = new StringBuilder();
    private final int choices;
    private Writer out;

    private TrialJournal(Path file, int choices) {
        this.file = file;
        this.choices = choices;
    }

    /**
     * Opens the journal of one search.
     *
     * @param folder of all journals; made when it is not there
     * @param search everything the trials depend on, for the file's name
     * @param folds of the search
     */
    public static TrialJournal open(Path folder, String search, int folds) throws IOException {
        Files.createDirectories(folder);
        String name = Sha256.hex(search.getBytes(StandardCharsets.UTF_8));
        TrialJournal journal = new TrialJournal(folder.resolve(name + ".jsonl"), folds + 1);
        try {
            String text = Files.readString(journal.file);
            // A last line without its end was being written when the search was interrupted.
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(journal.noted::addLast);
        } catch (NoSuchFileException e) {
            // A new search.
        } catch (IOException e) {
            // Not text any more: begin anew.
        }
        return journal;
    }

    /** How many trials an earlier run has done. */
    public int noted() {
        return noted.size();
    }

    /** The trial of this point, if it is the next in the journal. */
    Optional<Trial> next(Point point) {
        if (noted.isEmpty()) {
            return Optional.empty();
        }
        String line = noted.removeFirst();
        try {
            Trial trial = JSON.readValue(line, Trial.class);
            if (trial != null && trial.point().equals(point) && trial.choices().size() == choices) {
                good.append(line).append('\n');
                return Optional.of(trial);
            }
        } catch (JsonProcessingException e) {
            // Damaged; handled like a line of another search.
        }
        noted.clear();
        return Optional.empty();
    }

    void add(Trial trial) throws IOException {
        if (out == null) {
            Files.writeString(file, good);
            out = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
        }
        out.write(JSON.writeValueAsString(trial));
        out.write('\n');
        out.flush();
    }

    /** Removes the journal, when its search has come to its end. */
    public void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
