package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Scene graphs on disk, one file a picture, found by the SHA-256 of the picture's bytes, of the bundle, and the method. A file that is
 * damaged, or of another version of the format, counts as not there. Thread-safe, between processes too: a file appears whole.
 */
public final class GraphStore {

    private static final int MAGIC = 0x53475248;
    private static final int VERSION = 1;
    private static final int SHA_BYTES = 32;
    private static final int MAX_NODES = 1 << 16;
    private static final int MAX_DIMENSION = 1 << 16;

    private final Path folder;

    /**
     * @param root folder for the graphs of all bundles; made when the first is kept
     * @param maker bundle and profile that the graphs are made with
     */
    public GraphStore(Path root, ScorerIdentity maker) {
        String method = maker.profile().method().name().toLowerCase(Locale.ROOT);
        folder = root.resolve(maker.bundleSha256() + "-" + method);
    }

    /** @param pictureSha256 hexadecimal */
    public Optional<StoredGraph> find(String pictureSha256) {
        try {
            return Optional.of(parse(Files.readAllBytes(file(pictureSha256))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // Damaged: it is made and written again.
            return Optional.empty();
        }
    }

    /** @throws IOException if the graph cannot be written; none is then there */
    public void keep(String pictureSha256, StoredGraph graph) throws IOException {
        Path file = file(pictureSha256);
        Files.createDirectories(file.getParent());
        Path whole = Files.createTempFile(file.getParent(), "new", ".graph");
        try {
            Files.write(whole, bytes(graph));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private Path file(String pictureSha256) {
        return folder.resolve(pictureSha256.substring(0, 2)).resolve(pictureSha256.substring(2) + ".graph");
    }

    private static byte[] bytes(StoredGraph graph) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(graph.image().length);
        out.writeInt(graph.embeddings().length);
        out.writeInt(graph.relations().size());
        write(out, graph.image());
        for (int i = 0; i < graph.embeddings().length; i++) {
            write(out, graph.embeddings()[i]);
            write(out, graph.centroids()[i]);
        }
        write(out, graph.saliency());
        for (Relation relation : graph.relations()) {
            out.writeShort(relation.subject());
            out.writeShort(relation.predicate());
            out.writeShort(relation.object());
            out.writeDouble(relation.confidence());
        }
        out.write(Sha256.of(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, double[] values) throws IOException {
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static StoredGraph parse(byte[] bytes) throws IOException {
        int end = bytes.length - SHA_BYTES;
        require(end > 0
                && Arrays.equals(Sha256.of(Arrays.copyOf(bytes, end)), Arrays.copyOfRange(bytes, end, bytes.length)));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
        require(in.readInt() == MAGIC && in.readInt() == VERSION);
        int dimension = in.readInt();
        int nodes = in.readInt();
        int related = in.readInt();
        require(dimension > 0 && dimension <= MAX_DIMENSION && nodes >= 0 && nodes <= MAX_NODES);
        long doubles = dimension + (long) nodes * (dimension + 3) + related;
        require(related >= 0 && in.available() == doubles * Double.BYTES + related * 3L * Short.BYTES);
        double[] image = read(in, dimension);
        double[][] embeddings = new double[nodes][];
        double[][] centroids = new double[nodes][];
        for (int i = 0; i < nodes; i++) {
            embeddings[i] = read(in, dimension);
            centroids[i] = read(in, 2);
        }
        double[] saliency = read(in, nodes);
        List<Relation> relations = new ArrayList<>(related);
        for (int r = 0; r < related; r++) {
            relations.add(new Relation(
                    in.readUnsignedShort(), in.readUnsignedShort(), in.readUnsignedShort(), in.readDouble()));
        }
        return new StoredGraph(image, embeddings, centroids, saliency, relations);
    }

    private static double[] read(DataInputStream in, int count) throws IOException {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static void require(boolean good) throws IOException {
        if (!good) {
            throw new IOException("damaged");
        }
    }
}
