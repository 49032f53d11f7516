package io.sessmonitor.topology.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClaimReaderTest {

    private static final Fetched PICTURE = new Fetched.Picture(new byte[1]);

    private static CompletableFuture<Fetched> ask(ClaimReader reader, String uri) {
        CompletableFuture<Fetched> result = new CompletableFuture<>();
        boolean taken = reader.fetch(new PayloadRef.Claim(uri, "00", 1), result::complete);
        return taken ? result : null;
    }

    @Test
    void a_slow_server_holds_up_no_file_and_too_many_requests_are_turned_away() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ClaimSource slow = claim -> {
            release.await();
            return PICTURE;
        };
        try (ClaimReader reader = new ClaimReader(claim -> PICTURE, slow, 2)) {
            List<CompletableFuture<Fetched>> waiting = new ArrayList<>();
            for (CompletableFuture<Fetched> one; (one = ask(reader, "HTTPS://host/x")) != null; ) {
                waiting.add(one);
            }
            assertThat(waiting).hasSizeBetween(256, 258);
            assertThat(ask(reader, "file:///x").get(20, TimeUnit.SECONDS)).isEqualTo(PICTURE);
            release.countDown();
            for (CompletableFuture<Fetched> one : waiting) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(PICTURE);
            }
        }
    }

    @Test
    void a_source_that_breaks_fails_its_request_only() throws Exception {
        ClaimSource broken = claim -> {
            throw new IllegalStateException("oops");
        };
        try (ClaimReader reader = new ClaimReader(broken, claim -> PICTURE, 1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(((Fetched.Gone) ask(reader, "s3://bucket/x").get(20, TimeUnit.SECONDS)).reason())
                        .contains("oops");
            }
        }
    }

    @Test
    void closing_ends_what_is_being_read() {
        CountDownLatch never = new CountDownLatch(1);
        ClaimSource hanging = claim -> {
            never.await();
            return PICTURE;
        };
        ClaimReader reader = new ClaimReader(hanging, hanging, 1);
        CompletableFuture<Fetched> file = ask(reader, "file:///x");
        CompletableFuture<Fetched> server = ask(reader, "http://host/x");
        reader.close();
        assertThat(file).isNotDone();
        assertThat(server).isNotDone();
        assertThat(ask(reader, "file:///x")).isNull();
    }
}
