package io.sessmonitor.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The Python programs that make bundles of published checkpoints, as they come with this library. Stateless. */
public final class ExportToolchain {

    /** The program that makes bundles of family {@code full}. */
    public static final String FULL = "export_full.py";

    /** The program that makes bundles for metrics. */
    public static final String METRIC = "export_metric.py";

    /** What they need from the Python Package Index; torch apart, because many systems have one. */
    public static final String REQUIREMENTS = "requirements-full.txt";

    public static final String TORCH_REQUIREMENTS = "requirements-torch.txt";

    private static final String PLACE = "models/export/";

    private static final List<String> FILES = List.of(
            FULL,
            METRIC,
            REQUIREMENTS,
            TORCH_REQUIREMENTS,
            "bundle.py",
            "export_clip.py",
            "export_lpips.py",
            "export_run.py",
            "export_vit.py",
            "metric_bundle.py",
            "onnx_files.py",
            "predicates.json",
            "predicates.py",
            "relation_head.py",
            "sam_graphs.py");

    private ExportToolchain() {}

    /** Writes all files into a folder, over those that are there. */
    public static void copyTo(Path folder) throws IOException {
        for (String file : FILES) {
            try (InputStream in = open(file)) {
                Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Names what is to be installed: another one whenever a requirement changes. 12 hexadecimal digits. */
    public static String requirementsId() {
        try (InputStream packages = open(REQUIREMENTS);
                InputStream torch = open(TORCH_REQUIREMENTS)) {
            byte[] first = packages.readAllBytes();
            byte[] second = torch.readAllBytes();
            byte[] both = new byte[first.length + second.length];
            System.arraycopy(first, 0, both, 0, first.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return BundleFiles.sha256(both).substring(0, 12);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = ExportToolchain.class.getClassLoader().getResourceAsStream(PLACE + file);
        if (in == null) {
            throw new NoSuchFileException(PLACE + file);
        }
        return in;
    }
}
