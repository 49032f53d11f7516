package io.sessmonitor.scorer.match.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.scorer.match.Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatchInterchangeTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final RelationSimilarity RELATIONS =
            new RelationSimilarity(List.of("on", "in"), new double[][] {{1, .5}, {.5, 1}});
    private static final String GRAPH = "{'image':[1,0],'nodes':["
            + "{'embedding':[2,0],'centroid':[0.5,0.5],'importance':3},"
            + "{'embedding':[1,1],'centroid':[0.2,0.5],'importance':1}],"
            + "'relations':[{'subject':0,'object':1,'predicate':'on','confidence':0.7}]}";
    private static final String EMPTY = "{'image':[0,5],'nodes':[],'relations':[]}";

    record Run(MatchInterchange.Summary summary, List<JsonNode> lines) {}

    @Test
    void a_pair_of_equal_graphs_scores_one_and_every_node_finds_itself() throws IOException {
        Run run = run(pair("same", GRAPH, GRAPH));
        assertThat(run.summary()).isEqualTo(new MatchInterchange.Summary(1, 0));
        JsonNode line = run.lines().get(0);
        assertThat(line.get("name").textValue()).isEqualTo("same");
        assertThat(line.get("profile").textValue()).isEqualTo("paper");
        assertThat(line.get("score").doubleValue()).isCloseTo(1, within(1e-12));
        assertThat(line.get("matches")).hasSize(4);
        JsonNode first = line.get("matches").get(0);
        assertThat(first.get("side").textValue()).isEqualTo("a");
        assertThat(first.get("node").intValue()).isZero();
        assertThat(first.get("partner").intValue()).isZero();
        assertThat(first.get("similarityBefore").doubleValue()).isCloseTo(1, within(1e-12));
        assertThat(first.get("importance").doubleValue()).isCloseTo(.75, within(1e-12));
        assertThat(line.get("matches").get(3).get("side").textValue()).isEqualTo("b");
    }

    @Test
    void costs_in_the_output_add_up_to_what_the_raw_score_lacks() throws IOException {
        JsonNode line = run(pair("lost one", GRAPH, GRAPH.replace("[1,1]", "[-1,3]")))
                .lines()
                .get(0);
        double costs = line.get("imageCost").doubleValue();
        for (JsonNode match : line.get("matches")) {
            costs += match.get("cost").doubleValue();
        }
        assertThat(costs).isCloseTo(1 - line.get("raw").doubleValue(), within(1e-12));
    }

    @Test
    void a_node_without_partner_has_null_for_partner_and_similarities() throws IOException {
        JsonNode line = run(pair("gone", GRAPH, EMPTY)).lines().get(0);
        assertThat(line.get("graph").doubleValue()).isZero();
        for (JsonNode match : line.get("matches")) {
            assertThat(match.get("partner").isNull()).isTrue();
            assertThat(match.get("similarity").isNull()).isTrue();
        }
    }

    @Test
    void graph_is_null_where_neither_side_has_nodes() throws IOException {
        JsonNode line = run(pair("nothing", EMPTY, EMPTY)).lines().get(0);
        assertThat(line.get("graph").isNull()).isTrue();
        assertThat(line.get("score").doubleValue()).isEqualTo(1);
        assertThat(line.get("matches")).isEmpty();
    }

    @Test
    void embeddings_of_any_size_and_importances_of_any_sum_are_normalised() throws IOException {
        String scaled = GRAPH.replace("[2,0]", "[2e200,0]").replace("[1,1]", "[1e-200,1e-200]");
        double score =
                run(pair("scaled", GRAPH, scaled)).lines().get(0).get("score").doubleValue();
        assertThat(score).isCloseTo(1, within(1e-12));
    }

    @Test
    void saliency_stands_in_for_importance() throws IOException {
        String salient = GRAPH.replace("'importance':3", "'saliency':0").replace("'importance'", "'saliency'");
        JsonNode line = run(pair("salient", salient, GRAPH)).lines().get(0);
        assertThat(line.get("matches").get(0).get("importance").doubleValue()).isZero();
        assertThat(line.get("matches").get(1).get("importance").doubleValue()).isEqualTo(1);
    }

    @Test
    void a_confidence_left_out_counts_as_one() throws IOException {
        String saliency = GRAPH.replace("'importance'", "'saliency'");
        String without = saliency.replace(",'confidence':0.7", "");
        String one = saliency.replace("0.7", "1");
        assertThat(run(Profile.REFERENCE, pair("x", without, EMPTY)).lines())
                .isEqualTo(run(Profile.REFERENCE, pair("x", one, EMPTY)).lines());
    }

    static Stream<Arguments> badLines() {
        return Stream.of(
                bad("not JSON", "{'name':'bad','a':"),
                bad("not JSON", GRAPH + GRAPH),
                bad("not JSON", "{'name':'bad','name':'worse'}"),
                bad("must be a JSON object", "[1,2]"),
                bad("must be a JSON object", "17"),
                bad("a is missing", "{'name':'bad','b':" + GRAPH + "}"),
                bad("b is missing", "{'name':'bad','a':" + GRAPH + ",'b':null}"),
                bad("b must be an object", "{'name':'bad','a':" + GRAPH + ",'b':7}"),
                bad("name must be a string", "{'name':{},'a':" + GRAPH + ",'b':" + GRAPH + "}"),
                badGraph("a.nodes is missing", "'nodes'", "'objects'"),
                badGraph("a.relations is missing", "'relations'", "'edges'"),
                badGraph("a.image is missing", "'image'", "'picture'"),
                badGraph("a.image must be an array", "'image':[1,0]", "'image':1"),
                badGraph("a.image has length zero", "'image':[1,0]", "'image':[0,0]"),
                badGraph("a.image has length zero", "'image':[1,0]", "'image':[]"),
                badGraph("a: nodes[0].embedding has 2 values, image has 3", "'image':[1,0]", "'image':[1,0,0]"),
                badGraph("a: nodes[0].embedding has 1 values, image has 2", "[2,0]", "[2]"),
                badGraph("a.nodes[0].embedding has length zero", "[2,0]", "[0,-0.0]"),
                badGraph("a.nodes[0].embedding[1] must be finite: NaN", "[2,0]", "[2,NaN]"),
                badGraph("a.nodes[0].embedding[0] must be finite: Infinity", "[2,0]", "[1e999,0]"),
                badGraph("a.nodes[0].embedding[0] must be a number", "[2,0]", "['2',0]"),
                badGraph("a.nodes[0].embedding[0] must be a number", "[2,0]", "[null,0]"),
                badGraph("a.nodes[0].centroid is missing", "'centroid':[0.5,0.5],", ""),
                badGraph("a: nodes[0].centroid must be two finite numbers", "[0.5,0.5]", "[0.5]"),
                badGraph("a.nodes[0].importance must not be negative: -3.0", "'importance':3", "'importance':-3"),
                badGraph("a.nodes[0].saliency must not be negative: -3.0", "'importance':3", "'saliency':-3"),
                badGraph("a.nodes[0].importance must be finite: NaN", "'importance':3", "'importance':NaN"),
                badGraph("a.nodes: 1 of 2 have an importance", "'importance':3", "'saliency':3"),
                badGraph("a.nodes[1] has neither importance nor saliency", "'importance'", "'weight'"),
                badGraph("a.relations[0].predicate \"near\" is not in the relation similarities", "'on'", "'near'"),
                badGraph("a.relations[0].predicate must be a string", "'on'", "0"),
                badGraph("a.relations[0].object is 2, but there are 2 nodes", "'object':1", "'object':2"),
                badGraph("a.relations[0].subject is -1, but there are 2 nodes", "'subject':0", "'subject':-1"),
                badGraph("a.relations[0].subject must be a whole number", "'subject':0", "'subject':0.5"),
                badGraph("a.relations[0].subject must be a whole number", "'subject':0", "'subject':4294967296"),
                badGraph("a: relations[0] relates node 0 to itself", "'object':1", "'object':0"),
                badGraph("a.relations[0].confidence must be from 0 to 1: 7.0", "0.7", "7"),
                badGraph("a.relations[0].confidence must be finite: NaN", "0.7", "NaN"),
                badGraph(
                        "a: more than one relation of subject 0 with object 1",
                        "'relations':[",
                        "'relations':[{'subject':0,'object':1,'predicate':'in'},"));
    }

    private static Arguments bad(String message, String line) {
        return Arguments.of(message, line);
    }

    private static Arguments badGraph(String message, String part, String replacement) {
        return bad(message, pair("bad", GRAPH.replace(part, replacement), GRAPH));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    void a_bad_line_gets_its_error_and_the_rest_go_on(String message, String bad) throws IOException {
        Run run = run(pair("first", GRAPH, GRAPH), bad, pair("last", GRAPH, EMPTY));
        assertThat(run.summary()).isEqualTo(new MatchInterchange.Summary(3, 1));
        JsonNode line = run.lines().get(1);
        assertThat(line.get("line").intValue()).isEqualTo(2);
        assertThat(line.get("error").textValue()).startsWith(message).doesNotContain("\n");
        boolean named = bad.startsWith("{'name':'bad'") && !message.equals("not JSON");
        assertThat(line.get("name").textValue()).isEqualTo(named ? "bad" : null);
        assertThat(line).hasSize(3);
        assertThat(run.lines().get(0).get("score").doubleValue()).isCloseTo(1, within(1e-12));
        assertThat(run.lines().get(2).get("name").textValue()).isEqualTo("last");
    }

    @Test
    void graphs_of_different_dimension_do_not_match() throws IOException {
        Run run = run(pair("apart", EMPTY, EMPTY.replace("[0,5]", "[0,5,1]")));
        assertThat(run.lines().get(0).get("error").textValue())
                .isEqualTo("embeddings of a have 2 values, those of b 3");
    }

    @Test
    void blank_lines_are_errors_except_at_the_end() throws IOException {
        Run run = run("", pair("one", EMPTY, EMPTY), " \r", pair("two", EMPTY, EMPTY), "", "");
        assertThat(run.summary()).isEqualTo(new MatchInterchange.Summary(4, 2));
        assertThat(run.lines().get(0).get("line").intValue()).isEqualTo(1);
        assertThat(run.lines().get(2).get("line").intValue()).isEqualTo(3);
    }

    @Test
    void a_line_that_is_not_utf8_spoils_only_itself() throws IOException {
        byte[] bad = (quoted(pair("caf?", EMPTY, EMPTY)) + "\n").getBytes(StandardCharsets.UTF_8);
        bad[new String(bad, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xe9;
        byte[] good = quoted(pair("café", EMPTY, EMPTY)).getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[bad.length + good.length];
        System.arraycopy(bad, 0, both, 0, bad.length);
        System.arraycopy(good, 0, both, bad.length, good.length);
        Run run = run(Profile.PAPER, new ByteArrayInputStream(both));
        assertThat(run.summary()).isEqualTo(new MatchInterchange.Summary(2, 1));
        assertThat(run.lines().get(1).get("name").textValue()).isEqualTo("café");
    }

    @Test
    void a_line_nested_without_end_is_refused() throws IOException {
        Run run = run("[".repeat(100_000), "{'a':".repeat(100_000), pair("good", EMPTY, EMPTY));
        assertThat(run.summary()).isEqualTo(new MatchInterchange.Summary(3, 2));
    }

    @Test
    void too_many_nodes_are_refused() throws IOException {
        String node = "{'embedding':[1,0],'centroid':[0,0],'importance':1},";
        String nodes = node.repeat(GraphReader.MAX_NODES) + node.substring(0, node.length() - 1);
        Run run = run(pair("crowd", EMPTY.replace("'nodes':[]", "'nodes':[" + nodes + "]"), EMPTY));
        assertThat(run.lines().get(0).get("error").textValue())
                .isEqualTo("a.nodes: 4097 nodes, at most 4096 are taken");
    }

    @Test
    void an_empty_input_gives_an_empty_output() throws IOException {
        assertThat(run(Profile.PAPER, InputStream.nullInputStream()).summary())
                .isEqualTo(new MatchInterchange.Summary(0, 0));
    }

    private static String pair(String name, String a, String b) {
        return "{'name':'" + name + "','a':" + a + ",'b':" + b + "}";
    }

    private static String quoted(String line) {
        return line.replace('\'', '"');
    }

    private static Run run(String... lines) throws IOException {
        return run(Profile.PAPER, lines);
    }

    private static Run run(Profile profile, String... lines) throws IOException {
        byte[] bytes = quoted(String.join("\n", lines)).getBytes(StandardCharsets.UTF_8);
        return run(profile, new ByteArrayInputStream(bytes));
    }

    private static Run run(Profile profile, InputStream in) throws IOException {
        StringWriter out = new StringWriter();
        MatchInterchange.Summary summary = MatchInterchange.run(in, out, profile, RELATIONS);
        assertThat(out.toString()).matches(text -> text.isEmpty() || text.endsWith("\n"));
        Stream.Builder<JsonNode> parsed = Stream.builder();
        for (String line : out.toString().lines().toList()) {
            parsed.add(MAPPER.readTree(line));
        }
        List<JsonNode> answers = parsed.build().toList();
        assertThat(answers).hasSize((int) summary.lines());
        assertThat(answers.stream().filter(line -> line.has("error"))).hasSize((int) summary.failures());
        return new Run(summary, answers);
    }
}
