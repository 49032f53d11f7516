package io.sessmonitor.deploy.cli;

import java.nio.file.Path;

/** The folder of this program in the user's home. */
final class HomeFolder {

    private HomeFolder() {}

    static Path resolve(String name) {
        return Path.of(System.getProperty("user.home", "."), ".sess-monitor", name);
    }
}
