package io.sessmonitor.deploy.cli;

/** How a summary is printed. */
enum TextOrJson {
    TEXT,
    JSON
}
