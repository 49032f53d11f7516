package io.sessmonitor.deploy.cli;

import picocli.CommandLine.Option;

/** {@code --format} of commands that print text for people or JSON. */
public final class TextOrJsonOption {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "How to print: text or json (an object, one a line where there are several). Default: ${DEFAULT-VALUE}.")
    private Format format;

    private enum Format {
        TEXT,
        JSON
    }

    /** Whether it is JSON. */
    public boolean isJson() {
        return format == Format.JSON;
    }
}
