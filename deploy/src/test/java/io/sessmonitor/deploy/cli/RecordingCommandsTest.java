package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.schemas.RecordedRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code compare}, {@code rules test}, and what {@code record} and {@code replay} say without a broker. */
class RecordingCommandsTest {

    private static final String TOPIC = "sess.scores";
    private static final String RULES =
            "rules:\n  - {name: low, kind: threshold, field: score, comparison: below, threshold: 0.4, clear: 0.6}\n"
                    + "  - {name: loss, kind: loss, window: 10s, threshold: 0.1, clear: 0.05}\n";

    @TempDir
    private Path folder;

    @Test
    void the_same_scores_compare_as_the_same() throws Exception {
        Path a = run("a.avro", .5, .7);
        Path b = run("b.avro", .5, .7);
        CommandRun run = CommandRun.of("compare", a.toString(), b.toString(), "--fail-on-difference");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("The same: 2 frames, every score equal.", "bundle lite 1", "cam>near");
    }

    @Test
    void what_differs_is_named_and_fails_only_when_asked_to() throws Exception {
        Path a = run("a.avro", .5, .7, .9);
        Path b = ScoreRecordings.write(
                folder.resolve("b.avro"),
                List.of(
                        ScoreRecordings.scored(TOPIC, "near", 0, 0, .4),
                        ScoreRecordings.missing(TOPIC, "near", 1, 0),
                        ScoreRecordings.scored(TOPIC, "far", 0, 0, .4)));
        CommandRun text = CommandRun.of("compare", a.toString(), b.toString());
        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .contains(
                        "Different: 2 of 2 frames in both runs, 1 of them in their outcome; 1 only in A, 1 only in B.")
                .contains("-0.1000");
        assertThat(CommandRun.of("compare", a.toString(), b.toString(), "--fail-on-difference")
                        .exitCode())
                .isEqualTo(1);

        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.of("compare", a.toString(), b.toString(), "--format", "json")
                        .out());
        assertThat(json.path("all").path("both").asInt()).isEqualTo(2);
        assertThat(json.path("all").path("maxAbsolute").asDouble()).isBetween(.0999, .1001);
        assertThat(json.path("links").size()).isEqualTo(2);
        assertThat(json.path("worst").path(0).path("sequence").asInt()).isZero();
        assertThat(json.path("comparable").asBoolean()).isTrue();

        Path csv = folder.resolve("frames.csv");
        CommandRun out = CommandRun.of("compare", a.toString(), b.toString(), "--format", "csv", "-o", csv.toString());
        assertThat(out.out()).isEmpty();
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "stream,receiver,sequence,outcome_a,outcome_b,score_a,score_b,difference,differs",
                        "cam,far,0,,SCORED,,0.4,,true",
                        "cam,near,0,SCORED,SCORED,0.5,0.4,-0.09999999999999998,true",
                        "cam,near,1,SCORED,MISSING,0.7,,,true",
                        "cam,near,2,SCORED,,0.9,,,true");
    }

    @Test
    void runs_that_cannot_be_read_are_named() throws Exception {
        Path good = run("a.avro", .5);
        CommandRun missing = CommandRun.of("compare", good.toString(), "nowhere.avro");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).isEqualToIgnoringNewLines("sess-monitor compare: nowhere.avro: no such file");

        Path frames = ScoreRecordings.write(folder.resolve("f.avro"), List.of(ScoreRecordings.noScore("frames.sent")));
        CommandRun none = CommandRun.of("compare", frames.toString(), good.toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("f.avro: has no scores", "frames.sent", "--topics sess.scores");

        Path mixed = ScoreRecordings.write(
                folder.resolve("m.avro"),
                List.of(
                        ScoreRecordings.scored("x.scores", "near", 0, 0, .5),
                        ScoreRecordings.scored("y.scores", "near", 0, 0, .6)));
        CommandRun several = CommandRun.of("compare", mixed.toString(), good.toString());
        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.err()).contains("x.scores and y.scores", "--topic");
        assertThat(CommandRun.of("compare", mixed.toString(), mixed.toString(), "--topic", "x.scores")
                        .exitCode())
                .isZero();
    }

    @Test
    void a_damaged_recording_is_compared_as_far_as_it_can_be_read_and_fails() throws Exception {
        List<RecordedRecord> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(ScoreRecordings.scored(TOPIC, "near", i, i, .5));
        }
        Path good = ScoreRecordings.write(folder.resolve("good.avro"), many);
        byte[] bytes = Files.readAllBytes(good);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 40, (byte) 0xFF);
        Path bad = Files.write(folder.resolve("bad.avro"), bytes);
        CommandRun run = CommandRun.of("compare", good.toString(), bad.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("bad.avro", "damaged", "bytes left out");
        assertThat(run.out()).contains("only in A");
    }

    @Test
    void rules_are_tested_on_recorded_scores() throws Exception {
        List<RecordedRecord> records = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            long millis = i * 100L;
            records.add(
                    i >= 100 && i < 150
                            ? ScoreRecordings.missing(TOPIC, "near", i, millis)
                            : ScoreRecordings.scored(TOPIC, "near", i, millis, i >= 200 && i < 210 ? .2 : .8));
        }
        Path scores = ScoreRecordings.write(folder.resolve("s.avro"), records);
        Path rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        CommandRun text = CommandRun.of("rules", "test", rules.toString(), "--scores", scores.toString());
        assertThat(text.err()).isEmpty();
        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).contains("fired 2 times, 0 firing at the end");

        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.of(
                                "rules", "test", rules.toString(), "--scores", scores.toString(), "--format", "json")
                        .out());
        List<String> alerts = new ArrayList<>();
        json.path("alerts")
                .forEach(alert -> alerts.add(
                        alert.path("rule").asText() + " " + alert.path("state").asText() + " "
                                + alert.path("link").asText()));
        assertThat(alerts)
                .containsExactlyInAnyOrder(
                        "low PENDING cam>near",
                        "low FIRING cam>near",
                        "low RESOLVED cam>near",
                        "loss PENDING cam>near",
                        "loss FIRING cam>near",
                        "loss RESOLVED cam>near");
        // START + 20 s: the first low score.
        json.path("alerts").forEach(alert -> {
            if (alert.path("rule").asText().equals("low")
                    && alert.path("state").asText().equals("FIRING")) {
                assertThat(alert.path("at").asText()).isEqualTo("2023-11-14T22:13:40Z");
            }
        });
        assertThat(json.path("scores").asInt()).isEqualTo(450);
    }

    @Test
    void rules_that_cannot_be_used_are_told_with_their_lines() throws Exception {
        Path scores = run("s.avro", .5);
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "rules:\n  - {name: x, kind: no-dat}\n");
        CommandRun run = CommandRun.of("rules", "test", rules.toString(), "--scores", scores.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("rules.yaml line 2: unknown kind 'no-dat'");
        CommandRun missing = CommandRun.of("rules", "test", "nowhere.yaml", "--scores", scores.toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("nowhere.yaml: no such file");
        Path window = Files.writeString(
                folder.resolve("w.yaml"), "rules:\n  - {name: x, kind: loss, window: 7s, threshold: 0.1}\n");
        CommandRun sizes = CommandRun.of("rules", "test", window.toString(), "--scores", scores.toString());
        assertThat(sizes.exitCode()).isEqualTo(2);
        assertThat(sizes.err()).contains("windows.sizes");
        assertThat(CommandRun.of(
                                "rules",
                                "test",
                                window.toString(),
                                "--scores",
                                scores.toString(),
                                "--set",
                                "windows.sizes=7s")
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            record                                        | Missing required parameter: 'FILE'
            record x.avro --from yesterday                | --from: 'yesterday' is not beginning, end
            record x.avro --to offset:-1                  | --to: 'offset:-1' is not
            record x.avro --to -5y                        | --to: '-5y' is not
            record x.avro --to end --until-end            | give one of them
            record x.avro --duration soon                 | a duration is written like
            record no/such/folder/x.avro                  | there is no folder
            record .                                      | a folder; name a file in it
            replay                                        | name a recording, or a --topic-range
            replay x.avro --topic-range a..b              | not both
            replay x.avro                                 | x.avro: no such file
            replay pom.xml                                | not an Avro container file
            replay pom.xml --speed 0                      | --speed: '0' is neither max nor a factor
            replay --topic-range=a..b --topics x=y        | --topic-range: 'a' is not
            replay --topic-range=now --topics x=y         | a range is written FROM..TO
            replay x.avro --topics =y                     | write NAME or NAME=TARGET
            compare a.avro                                | Missing required parameter: 'B'
            compare a.avro b.avro --tolerance -1          | --tolerance: -1.0 is not 0 or more
            """)
    void wrong_usage_says_what_is_right(String command, String message) {
        CommandRun run = CommandRun.of(command.strip().split(" +"));
        assertThat(run.err()).contains(message.strip());
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"--speed,0,--speed", "--speed,fast,neither max nor a factor", "--start,dawn,--start", "--end,+5,--end"})
    void values_of_a_replay_that_cannot_be_are_refused(String option, String value, String message) throws Exception {
        Path recording =
                ScoreRecordings.write(folder.resolve("f.avro"), List.of(ScoreRecordings.noScore("frames.sent")));
        CommandRun run = CommandRun.of("replay", recording.toString(), option, value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void a_broker_that_does_not_answer_is_named() throws Exception {
        String[] broker = {
            "--set",
            "kafka.bootstrap.servers=127.0.0.1:1",
            "--set",
            "kafka.default.api.timeout.ms=1000",
            "--set",
            "kafka.request.timeout.ms=500"
        };
        CommandRun record = with(broker, "record", folder.resolve("x.avro").toString());
        assertThat(record.exitCode()).isEqualTo(2);
        assertThat(record.err()).contains("127.0.0.1:1", "kafka.bootstrap.servers");
        assertThat(folder.resolve("x.avro")).doesNotExist();
        Path recording =
                ScoreRecordings.write(folder.resolve("f.avro"), List.of(ScoreRecordings.noScore("frames.sent")));
        CommandRun replay = with(broker, "replay", recording.toString());
        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("127.0.0.1:1", "kafka.bootstrap.servers");
    }

    private static CommandRun with(String[] more, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private Path run(String name, double... scores) throws Exception {
        List<RecordedRecord> records = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            records.add(ScoreRecordings.scored(TOPIC, "near", i, i, scores[i]));
        }
        return ScoreRecordings.write(folder.resolve(name), records);
    }
}
