package io.sessmonitor.scorer.match.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationSimilarityTest {

    @TempDir
    Path folder;

    @Test
    void names_and_similarities_are_read() throws IOException, InterchangeException {
        RelationSimilarity read = read("{'predicates':['on','in'],'similarity':[[1,0.25],[0.25,1.0000001]]}");
        assertThat(read.predicates()).containsExactly("on", "in");
        assertThat(read.similarity()).isDeepEqualTo(new double[][] {{1, .25}, {.25, 1}});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'predicates':['on']} | similarity is missing",
                "{'similarity':[[1]]} | predicates is missing",
                "{'predicates':'on','similarity':[[1]]} | predicates must be an array",
                "{'predicates':[7],'similarity':[[1]]} | predicates[0] must be a string",
                "{'predicates':[],'similarity':[]} | no predicates",
                "{'predicates':['on'],'similarity':[1]} | similarity[0] must be an array",
                "{'predicates':['on','in'],'similarity':[[1,0]]} | 2 predicates, but 1 rows of similarities",
                "{'predicates':['on','in'],'similarity':[[1,0],[0]]} | similarity[1] has 1 values for 2 predicates",
                "{'predicates':['on','on'],'similarity':[[1,0],[0,1]]} | predicate \"on\" is there twice",
                "{'predicates':['on'],'similarity':[[NaN]]} | similarity[0][0] must be finite: NaN",
                "{'predicates':['on','in'],'similarity':[[1,0.5],[0.4,1]]} | similarity must be symmetric: [0][1] is 0.5, [1][0] is 0.4",
                "{'predicates':['on'],'similarity':[[0.9]]} | a predicate is similar to itself by 1; similarity[0][0] is 0.9",
                "[] | must be a JSON object",
            })
    void a_bad_file_is_refused_with_the_place(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InterchangeException.class)
                .hasMessage(message);
    }

    @Test
    void a_file_that_is_no_json_is_refused_with_line_and_column() {
        assertThatThrownBy(() -> read("{\n  'predicates': [,]}"))
                .isInstanceOf(InterchangeException.class)
                .hasMessageStartingWith("not JSON (line 2, column ");
    }

    private RelationSimilarity read(String text) throws IOException, InterchangeException {
        Path file = folder.resolve("relations.json");
        Files.writeString(file, text.replace('\'', '"'));
        return RelationSimilarity.read(file);
    }
}
