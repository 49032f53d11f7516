package io.sessmonitor.deploy.it;

/**
 * How much of each fault: a little in every build, all of it with the Maven profile {@code faults}, which then also says
 * what was counted.
 */
final class Scale {

    private static final boolean FULL = Boolean.getBoolean("faults.full");

    private Scale() {}

    static int of(int little, int all) {
        return FULL ? all : little;
    }

    /** Says what a full run has counted, for the table in topology's README. */
    static void report(String fault, String counts) {
        if (FULL) {
            System.out.println("fault: " + fault + ": " + counts);
        }
    }
}
