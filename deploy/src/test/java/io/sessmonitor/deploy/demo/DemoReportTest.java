package io.sessmonitor.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.dashboards.LinkBoard;
import io.sessmonitor.dashboards.LinkState;
import io.sessmonitor.deploy.demo.DemoReport.LinkReport;
import io.sessmonitor.deploy.demo.DemoReport.Score;
import io.sessmonitor.schemas.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {

    private static final LinkReport MILD =
            link("mild", "mild JPEG", Map.of(Outcome.SCORED, 10L), new Score(.95, .93, .94));
    private static final LinkReport HALF =
            link("half", "strong JPEG", Map.of(Outcome.SCORED, 10L), new Score(.89, .8, .85));
    private static final LinkReport SWAP =
            link("swap", "another scene", Map.of(Outcome.SCORED, 10L), new Score(.78, .31, .35));
    private static final LinkReport DEAD = link("dead", "all lost", Map.of(Outcome.MISSING, 10L), null);

    @Test
    void the_json_has_the_fields_that_scripts_read_and_no_others() throws Exception {
        JsonNode json = json(report(true, List.of()));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("sent", "received", "outcomes", "links", "consistent");
        assertThat(json.get("sent").asLong()).isEqualTo(10);
        assertThat(json.get("outcomes").get("SCORED").asLong()).isEqualTo(30);
        assertThat(json.get("consistent").asBoolean()).isTrue();
        JsonNode link = json.get("links").get(0);
        assertThat(link.fieldNames()).toIterable().containsExactly("link", "outcomes", "score");
        assertThat(link.get("link").asText()).isEqualTo("camera>mild");
        assertThat(link.get("score").fieldNames()).toIterable().containsExactly("mean", "min", "p05");
        assertThat(json.get("links").get(3).get("score").isNull()).isTrue();
    }

    @Test
    void inconsistent_books_say_why() throws Exception {
        DemoReport report = report(false, List.of("camera>mild: no outcome for frame 3"));
        assertThat(json(report).get("problems").get(0).asText()).contains("frame 3");
        assertThat(ReportText.lines(report))
                .contains("INCONSISTENT, please report it:", "  camera>mild: no outcome for frame 3");
    }

    @Test
    void the_story_names_the_links_that_hurt_meaning_and_those_that_do_not() {
        assertThat(ReportText.story(report(true, List.of())))
                .containsExactly(
                        "Meaning is lost on swap (another scene: .780 on average, at worst .310).",
                        "Some of it is lost on half (strong JPEG: .890 on average, at worst .800).",
                        "It survives on mild (mild JPEG: .950 on average, at worst .930).");
    }

    @Test
    void the_summary_counts_every_kind_of_outcome() {
        assertThat(ReportText.lines(report(true, List.of())))
                .contains("10 frames sent, 30 received over 4 links; outcomes: 30 scored, 10 missing.")
                .contains("Consistent: every sent frame has exactly one outcome on every link.")
                .anyMatch(line -> line.startsWith("camera>dead") && line.contains("10 missing"));
    }

    @Test
    void a_terminal_sees_one_table_redrawn_and_a_file_sees_lines() {
        LinkBoard board = new LinkBoard();
        board.accept(Scores.scored("near", 0, 0.9123));
        LinkState silent = new LinkState("camera>far", Map.of(), null, null, List.of(), List.of(), null);
        List<LinkState> links = List.of(board.links().get(0), silent);
        DemoProgress progress = new DemoProgress(Duration.ofSeconds(7), true, 3, 2, 4, links);

        StringWriter terminal = new StringWriter();
        ConsoleView redrawn = new ConsoleView(new PrintWriter(terminal), true, false);
        redrawn.show(progress);
        redrawn.show(progress);
        assertThat(terminal.toString())
                .contains("camera>near", ".912", "30.0", "camera>far", "7 s: 3 frames sent")
                .containsOnlyOnce("\u001b[5A");

        StringWriter file = new StringWriter();
        new ConsoleView(new PrintWriter(file), false, false).show(progress);
        assertThat(file.toString().strip())
                .isEqualTo("7 s: 3 frames sent, 2 received, 4 outcomes to come | SeSS now: near .912");
    }

    @Test
    void a_perfect_score_is_written_in_full() {
        assertThat(LinkTable.number(1)).isEqualTo("1.000");
        assertThat(LinkTable.number(0.0004)).isEqualTo(".000");
        assertThat(LinkTable.number(0.9996)).isEqualTo("1.000");
    }

    private static DemoReport report(boolean consistent, List<String> problems) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Map.of(Outcome.SCORED, 30L, Outcome.MISSING, 10L));
        return new DemoReport(10, 30, outcomes, List.of(MILD, HALF, SWAP, DEAD), consistent, problems);
    }

    private static LinkReport link(String receiver, String about, Map<Outcome, Long> outcomes, Score score) {
        return new LinkReport("camera>" + receiver, outcomes, score, about, null, List.of());
    }

    private static JsonNode json(DemoReport report) throws Exception {
        ObjectMapper json = new ObjectMapper();
        return json.readTree(json.writeValueAsString(report));
    }
}
