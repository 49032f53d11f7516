package io.sessmonitor.topology.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileClaimsTest {

    private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path root;
    private Path outside;
    private String hash;
    private FileClaims claims;

    @BeforeEach
    void files() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.write(folder.resolve("outside.jpg"), PICTURE);
        Files.write(root.resolve("in.jpg"), PICTURE);
        hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(PICTURE));
        claims = new FileClaims(List.of(root), 1000);
    }

    private String refusal(String uri, String sha256, long size) {
        return ((Fetched.Gone) claims.read(new PayloadRef.Claim(uri, sha256, size))).reason();
    }

    @Test
    void a_file_under_an_allowed_root_with_its_size_and_hash_is_read() {
        Fetched fetched =
                claims.read(new PayloadRef.Claim(root.resolve("in.jpg").toUri().toString(), hash, PICTURE.length));
        assertThat(((Fetched.Picture) fetched).bytes()).isEqualTo(PICTURE);
    }

    @Test
    void ways_out_of_the_root_are_closed() throws Exception {
        Files.createSymbolicLink(root.resolve("link.jpg"), outside);
        String forbidden = "is not a file in a folder of payload.claim-roots";
        assertThat(refusal(outside.toUri().toString(), hash, PICTURE.length)).endsWith(forbidden);
        assertThat(refusal(root.toUri() + "../outside.jpg", hash, PICTURE.length))
                .endsWith(forbidden);
        assertThat(refusal(root.resolve("link.jpg").toUri().toString(), hash, PICTURE.length))
                .endsWith(forbidden);
        assertThat(refusal(root.toUri().toString(), hash, PICTURE.length)).endsWith(forbidden);
        assertThat(refusal("file:///no/such/file", hash, PICTURE.length)).endsWith(forbidden);
    }

    @Test
    void another_size_or_hash_is_refused() {
        String uri = root.resolve("in.jpg").toUri().toString();
        assertThat(refusal(uri, hash, PICTURE.length - 1)).endsWith("does not have the 8 bytes claimed");
        assertThat(refusal(uri, hash, PICTURE.length + 1)).endsWith("does not have the 10 bytes claimed");
        assertThat(refusal(uri, "00" + hash.substring(2), PICTURE.length))
                .endsWith("does not have the SHA-256 claimed");
        assertThat(refusal(uri, hash, 100_000)).endsWith("more than the 1000 that are read");
        assertThat(refusal(uri, hash, -1)).contains("cannot have a size of -1");
    }

    @Test
    void other_addresses_are_refused() {
        for (String uri : List.of("http://host/x.jpg", "s3://bucket/x", "jar:file:/x!/y", "x.jpg", "")) {
            assertThat(refusal(uri, hash, 1))
                    .contains("is none of file:, http: and https:, which are all that is supported");
        }
        assertThat(refusal("file://host/x", hash, 1)).contains("is not the address of a local file");
        assertThat(refusal("file:x", hash, 1)).contains("is not the address of a local file");
        assertThat(refusal("::", hash, 1)).contains("is not the address of a local file");
    }
}
