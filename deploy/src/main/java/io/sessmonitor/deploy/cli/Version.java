package io.sessmonitor.deploy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import picocli.CommandLine;

/** What {@code --version} prints: version, the commit it was built from, the Java it runs on. */
public final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Attributes manifest = manifest();
        String version = attribute(manifest, "Implementation-Version", "development");
        String commit = attribute(manifest, "Build-Commit", "local");
        return new String[] {
            "sess-monitor " + version + " (build " + commit + ")",
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    private static String attribute(Attributes manifest, String name, String otherwise) {
        String value = manifest.getValue(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** The manifest of the jar this class came from; empty when it runs from a folder of classes. */
    private static Attributes manifest() throws IOException {
        String self = Version.class.getName().replace('.', '/') + ".class";
        URL url = Version.class.getClassLoader().getResource(self);
        if (url == null || !"jar".equals(url.getProtocol())) {
            return new Attributes();
        }
        String jar = url.toString().substring(0, url.toString().length() - self.length());
        try (InputStream in = new URL(jar + "META-INF/MANIFEST.MF").openStream()) {
            return new Manifest(in).getMainAttributes();
        }
    }
}
