package io.sessmonitor.deploy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Frame;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TestbedTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private final List<Frame> sent = new ArrayList<>();
    private final List<Frame> received = new ArrayList<>();

    @Test
    void each_frame_goes_to_every_link_that_does_not_lose_it() {
        Testbed testbed = testbed(9);
        int arrived = 0;
        for (int i = 0; i < 24; i++) {
            arrived += testbed.send();
        }
        assertThat(testbed.sent()).isEqualTo(24);
        assertThat(testbed.delivered()).isEqualTo(arrived).isEqualTo(received.size());
        assertThat(sent).extracting(Frame::getSequence).isSorted().doesNotHaveDuplicates();
        assertThat(sent)
                .allMatch(frame -> frame.getReceiver() == null
                        && frame.getStream().equals("camera")
                        && frame.getCapturedAt().equals(NOW)
                        && frame.getTags().get("quality").equals("95"));
        for (String whole : List.of("jpeg80", "jpeg10", "jpeg2", "blur", "swap")) {
            assertThat(of(whole)).as(whole).hasSize(24);
        }
        assertThat(of("lossy")).hasSizeBetween(10, 23);
        assertThat(of("jpeg10"))
                .allMatch(frame -> frame.getTags().get("quality").equals("10"));
    }

    @Test
    void the_swap_link_delivers_what_the_mild_link_delivers_but_for_the_swapped_frames() {
        Testbed testbed = testbed(9);
        for (int i = 0; i < 12; i++) {
            testbed.send();
        }
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            if (!Objects.equals(
                    of("swap").get(i).getPayload(), of("jpeg80").get(i).getPayload())) {
                differing.add(i);
            }
        }
        assertThat(differing).containsExactly(3, 4, 5, 6);
    }

    @Test
    void an_equal_seed_makes_equal_pictures() {
        Testbed first = testbed(3);
        first.send();
        List<Object> payloads = received.stream().map(Frame::getPayload).toList();
        received.clear();
        testbed(3).send();
        assertThat(received.stream().map(Frame::getPayload).toList()).isEqualTo(payloads);
        received.clear();
        testbed(4).send();
        assertThat((ByteBuffer) received.get(0).getPayload()).isNotEqualTo(payloads.get(0));
    }

    private Testbed testbed(long seed) {
        PanZoomSource camera = new PanZoomSource(TestPhotos.make(4), seed, 6, 112, 84);
        FrameSink sink = new FrameSink() {
            @Override
            public void sent(Frame frame) {
                sent.add(frame);
            }

            @Override
            public void received(Frame frame) {
                received.add(frame);
            }
        };
        return new Testbed("camera", camera, StandardLinks.over(camera, seed), sink, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<Frame> of(String receiver) {
        return received.stream()
                .filter(frame -> frame.getReceiver().equals(receiver))
                .toList();
    }
}
