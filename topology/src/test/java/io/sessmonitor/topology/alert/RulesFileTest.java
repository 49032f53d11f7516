package io.sessmonitor.topology.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesFileTest {

    private static final String GOOD = """
            rules:
              - name: low
                kind: threshold
                field: p05
                window: 10s
                comparison: below
                threshold: 0.5
                clear: 0.6
                for: 30s
                severity: critical
                labels: {team: lab, floor: 2}
                links: [camera*>near, "*>far"]
                summary: "{link} is at {value}"
            """;

    @Test
    void the_commented_sample_is_right_and_shows_every_kind() throws Exception {
        Rules sample = Rules.read(Path.of(System.getProperty("project.root"), "deploy/src/main/conf/rules.yaml"));
        assertThat(sample.rules())
                .extracting(rule -> rule.condition().getClass().getSimpleName())
                .contains("Threshold", "NoData", "Loss", "Change");
        assertThat(sample.windows()).containsExactly(Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    @Test
    void a_rule_is_read_as_it_is_written() throws Exception {
        Rule rule = Rules.parse(GOOD).rules().get(0);
        assertThat(rule.name()).isEqualTo("low");
        assertThat(rule.condition())
                .isEqualTo(new Condition.Threshold(
                        new Field("p05"), Optional.of(Duration.ofSeconds(10)), Comparison.BELOW, 0.5, 0.6, 1));
        assertThat(rule.hold()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rule.severity()).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(rule.labels()).containsEntry("team", "lab").containsEntry("floor", "2");
        assertThat(rule.isFor(new Link("camera7", "near"))).isTrue();
        assertThat(rule.isFor(new Link("x", "far"))).isTrue();
        assertThat(rule.isFor(new Link("x", "near"))).isFalse();
        assertThat(rule.line()).isEqualTo(2);
    }

    @Test
    void what_is_left_out_has_its_default() throws Exception {
        Rule rule = Rules.parse("rules: [{name: l, kind: loss, window: 1m, threshold: 0.1}]")
                .rules()
                .get(0);
        Condition.Loss loss = (Condition.Loss) rule.condition();
        assertThat(loss.counts()).containsExactly(Outcome.MISSING);
        assertThat(loss.clear()).isEqualTo(0.1);
        assertThat(rule.severity()).isEqualTo(AlertSeverity.WARNING);
        assertThat(rule.hold()).isZero();
        assertThat(rule.links()).containsExactly(LinkPattern.ALL);
    }

    @Test
    void no_rules_are_rules_too() throws Exception {
        assertThat(Rules.parse("rules: []").rules()).isEmpty();
        assertThat(Rules.parse("rules:\n# none yet\n").rules()).isEmpty();
    }

    @Test
    void all_problems_are_told_at_once_each_with_its_line() {
        assertThat(problems("""
                        rules:
                          - name: a b
                            kind: threshold
                            field: p5
                            window: 10s
                            comparision: below
                            threshold: low
                          - name: x
                            kind: no-data
                            after: soon
                            window: 1m
                          - kind: lost
                            name: y
                        rule: 1
                        """))
                .containsExactly(
                        "line 2: a name has letters, digits, '.', '_' and '-', at most 100, not 'a b'",
                        "line 2: comparison is missing: say which: below, at-most, above, at-least",
                        "line 4: unknown field 'p5'; did you mean p05?",
                        "line 6: unknown key 'comparision'; did you mean comparison?",
                        "line 7: threshold must be a number, not 'low'",
                        "line 10: after: a duration is written like 500ms, 5s, 2m or 1h, not 'soon'",
                        "line 11: key window is for rules of kind change or loss or threshold, this one is of kind no-data;"
                                + " remove it",
                        "line 12: unknown kind 'lost'; did you mean loss?",
                        "line 14: unknown key rule; the only key of the file is rules");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "threshold: 0.5; threshold: .nan; threshold must be a number, not",
                "threshold: 0.5; threshold: NaN; threshold must be a finite number",
                "threshold: 0.5; threshold: [1]; must be one plain value, not a list",
                "threshold: 0.5; threshold: {a: 1}; must be one plain value, not a mapping",
                "threshold: 0.5; threshold: 1e999; threshold must be a finite number",
                "clear: 0.6; clear: 0.4; must not be below threshold",
                "for: 30s; for: 30; a duration is written like",
                "for: 30s; for: 9999h; at most 720h",
                "for: 30s; for: -5s; a duration is written like",
                "severity: critical; severity: criticl; did you mean critical?",
                "field: p05; field: score; score is a field of single frames: leave window out",
                "field: p05; field: metrics.; unknown field 'metrics.'",
                "window: 10s; window: 0s; must be at least 1ms",
                "window: 10s; min-frames: 3; p05 is a field of windows: add one",
                "comparison: below; comparison: '!='; unknown comparison",
                "name: low; name: low/high; a name has letters",
                "name: low; name: []; name must be one plain value",
                "kind: threshold; kind: 7; unknown kind '7'",
                "labels: {team: lab, floor: 2}; labels: {severity: 1}; set by the monitor itself",
                "labels: {team: lab, floor: 2}; labels: {a-b: 1}; a label's name has",
                "labels: {team: lab, floor: 2}; labels: {a: [1]}; label a must be one text",
                "labels: {team: lab, floor: 2}; labels: lab; labels must be a mapping",
                "links: [camera*>near, \"*>far\"]; links: camera; a link pattern is written stream>receiver",
                "links: [camera*>near, \"*>far\"]; links: [a>b>c]; a link pattern is written stream>receiver",
                "links: [camera*>near, \"*>far\"]; links: *>far; is a YAML alias",
                "links: [camera*>near, \"*>far\"]; links: [[a]]; links may only list texts",
                "summary: \"{link} is at {value}\"; summary: \"{valu}\"; did you mean value?",
                "for: 30s; name: again; key name is there twice",
            })
    void a_wrong_value_is_told_with_what_to_do(String right, String wrong, String told) {
        assertThat(GOOD).contains(right);
        assertThat(problems(GOOD.replace(right, wrong)))
                .anySatisfy(problem -> assertThat(problem).contains(told));
    }

    @Test
    void a_name_may_be_used_once() {
        assertThat(problems("""
                        rules:
                          - {name: x, kind: no-data, after: 5s}
                          - {name: x, kind: no-data, after: 9s}
                        """))
                .containsExactly("line 3: a rule named x is there already, in line 2; give this one another name");
    }

    @Test
    void a_link_must_not_be_forgotten_before_its_silence_fires() {
        assertThat(problems("rules: [{name: x, kind: no-data, after: 20h, for: 4h}]"))
                .singleElement()
                .asString()
                .contains("make expire longer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "rules",
                "7",
                "[]",
                "{}",
                "rules: 5",
                "rules: {a: b}",
                "rules: [5, [], null]",
                "rules: [[[[[[[[[[[[[]]]]]]]]]]]]]",
                "a: &a [x]\nrules: *a",
                "a: &a {b: *a}\nrules: []",
                "rules: [\n",
                "rules: []\n---\nrules: []",
                "\u0000\u0001",
                "rules: !!binary aGVsbG8=",
                "rules: !!java.net.URL [http://localhost]",
                "%PNG\r\n",
                "- name: x",
                "rules:\n\t- name: x",
                "? [a, b]\n: c",
                "rules: []\nrules: []",
            })
    void what_is_no_rules_file_is_told_so(String text) {
        assertThat(problems(text))
                .isNotEmpty()
                .allSatisfy(problem ->
                        assertThat(problem).doesNotContain("Exception").hasSizeLessThan(400));
    }

    @Test
    void a_billion_laughs_are_refused_at_the_first_alias() {
        StringBuilder text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String item = "*a" + (i - 1);
            text.append(
                    "a" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(9, item)) + "]\n");
        }
        assertThat(problems(text + "rules: *a11\n")).singleElement().asString().contains("YAML alias");
    }

    @Test
    void size_depth_number_and_problems_are_bounded() {
        assertThat(problems("#".repeat(RulesFile.MAX_BYTES + 1)))
                .singleElement()
                .asString()
                .contains("larger than");
        assertThat(problems("rules: " + "[".repeat(100_000))).hasSize(1);
        assertThat(problems("rules:\n" + "- {name: x}\n".repeat(RulesFile.MAX_RULES + 1)))
                .singleElement()
                .asString()
                .contains("at most 1000");
        assertThat(problems("rules:\n" + "- {name: x}\n".repeat(900)))
                .hasSize(101)
                .last()
                .isEqualTo("and 800 more");
    }

    @Test
    void a_file_that_cannot_be_read_is_told_why(@TempDir Path folder) throws Exception {
        assertThat(of(folder.resolve("none.yaml"))).contains("no such file");
        assertThat(of(folder)).contains("is a folder");
        Path bytes = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertThat(of(bytes)).contains("not UTF-8");
        Path large = Files.write(folder.resolve("l.yaml"), new byte[RulesFile.MAX_BYTES + 1]);
        assertThat(of(large)).contains("larger than");
    }

    @ParameterizedTest
    @CsvSource({
        "*>*, a>b, true",
        "a>b, a>b, true",
        "a>b, a>bb, false",
        "a*>b, aaa>b, true",
        "*a*b*>x, 1a2b3>x, true",
        "*a*b>x, ab>x, true",
        "*a*b>x, aba>x, false",
        "A>b, a>b, false",
        "a>*b, a>cab, true",
        "a.c>b, abc>b, false"
    })
    void a_star_stands_for_any_number_of_characters(String pattern, String link, boolean matches) {
        assertThat(LinkPattern.parse(pattern).matches(Link.parse(link))).isEqualTo(matches);
    }

    private static String of(Path file) {
        return catchThrowableOfType(RulesException.class, () -> Rules.read(file))
                .getMessage();
    }

    private static List<String> problems(String text) {
        RulesException thrown = catchThrowableOfType(RulesException.class, () -> Rules.parse(text));
        assertThat(thrown).as("rules were accepted").isNotNull();
        return thrown.problems().stream().map(RulesException.Problem::toString).toList();
    }
}
