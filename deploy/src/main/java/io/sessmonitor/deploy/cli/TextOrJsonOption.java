package io.sessmonitor.deploy.cli;

import picocli.CommandLine.Option;

/** {@code --format} of commands that print a summary. */
final class TextOrJsonOption {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How to print the summary: text or json (one object). Default: ${DEFAULT-VALUE}.")
    private Format format;

    /** One object, or text for people. */
    private enum Format {
        TEXT,
        JSON
    }

    boolean isJson() {
        return format == Format.JSON;
    }
}
