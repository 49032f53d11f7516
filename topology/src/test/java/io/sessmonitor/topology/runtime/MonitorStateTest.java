package io.sessmonitor.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MonitorStateTest {

    @ParameterizedTest
    @EnumSource(MonitorState.class)
    void every_state_leads_to_closed_and_none_to_itself(MonitorState state) {
        assertThat(state.next()).doesNotContain(state);
        MonitorState at = state;
        for (int steps = 0; at != MonitorState.CLOSED && steps < 3; steps++) {
            at = at.next().contains(MonitorState.CLOSING) ? MonitorState.CLOSING : MonitorState.CLOSED;
        }
        assertThat(at).isEqualTo(MonitorState.CLOSED);
    }
}
