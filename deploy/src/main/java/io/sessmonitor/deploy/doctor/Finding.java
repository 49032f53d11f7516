package io.sessmonitor.deploy.doctor;

/**
 * One line of the doctor's report.
 *
 * @param check name of the check that found it
 * @param text what was found and, for a problem, what to do
 */
record Finding(Level level, String check, String text) {

    /** How bad it is. */
    enum Level {
        /** As it should be. */
        OK,
        /** Works, but somebody should know. */
        NOTE,
        /** The monitor would not start, or would lose something. */
        PROBLEM
    }
}
