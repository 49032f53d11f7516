package io.sessmonitor.models;

/**
 * What verification found about one file of a bundle.
 *
 * @param component the component's name in bundle.yaml, such as {@code network}
 * @param file file name relative to the bundle
 * @param expectedSize bytes, as bundle.yaml says
 * @param foundSize bytes found; -1 when the file is missing or unreadable. Reading stops just past the expected size,
 *     so for a file that is too long this is a lower bound
 * @param expectedSha256 lower-case hexadecimal, as bundle.yaml says
 * @param foundSha256 of the file as found; empty unless the size is right
 * @param state the verdict
 */
public record FileCheck(
        String component,
        String file,
        long expectedSize,
        long foundSize,
        String expectedSha256,
        String foundSha256,
        State state) {

    /** The verdict on a file. */
    public enum State {
        OK,
        MISSING,
        WRONG_SIZE,
        WRONG_HASH,
        UNREADABLE
    }

    public boolean ok() {
        return state == State.OK;
    }

    /** One line for people: what was expected and what was found. */
    public String describe() {
        return switch (state) {
            case OK -> file + ": ok, " + expectedSize + " bytes, SHA-256 " + expectedSha256;
            case MISSING -> file + ": missing";
            case WRONG_SIZE ->
                file + ": wrong size, expected " + expectedSize + " bytes, found "
                        + (foundSize > expectedSize ? "more" : Long.toString(foundSize));
            case WRONG_HASH -> file + ": wrong SHA-256, expected " + expectedSha256 + ", found " + foundSha256;
            case UNREADABLE -> file + ": cannot be read";
        };
    }
}
