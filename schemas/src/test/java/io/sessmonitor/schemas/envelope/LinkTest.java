package io.sessmonitor.schemas.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {

    @Test
    void keys_come_back_as_they_were_written() {
        Link link = new Link("hall/cam 1", "lab é 😀");
        assertThat(link.key()).isEqualTo("hall/cam 1>lab é 😀");
        assertThat(Link.parse(link.key())).isEqualTo(link);

        FrameId id = new FrameId("hall/cam 1", Long.MAX_VALUE);
        assertThat(FrameId.parse(id.key())).isEqualTo(id);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "a>b", "a\u0000b", "a\u007Fb", "a\u009Fb", "a\nb", "a\uD83D", "\uDE00a"})
    void names_that_would_break_keys_are_refused(String name) {
        assertThat(Names.problem(name)).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> new Link(name, "lab"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Link("cam", name));
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameId(name, 1));
    }

    @Test
    void names_have_at_most_249_characters() {
        assertThat(Names.problem("x".repeat(249))).isNull();
        assertThat(Names.problem("x".repeat(250))).contains("249");
        assertThat(Names.problem(null)).isNotNull();
    }

    @Test
    void a_key_without_its_separator_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Link.parse("cam"))
                .withMessageContaining("stream>receiver");
        assertThatIllegalArgumentException().isThrownBy(() -> Link.parse("cam>lab>b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FrameId("cam", -1))
                .withMessageContaining("-1");
    }
}
