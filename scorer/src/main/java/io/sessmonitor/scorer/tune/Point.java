package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileConstants;

/**
 * The three constants that are searched for. Values found are rounded to four digits after the point, so that a file shows them whole.
 *
 * @param relationWeight w: searched evenly over 0..1
 * @param updateRate beta: searched evenly by its logarithm over .005..1
 * @param importanceRoot k: searched evenly by its logarithm over 1..10; at 10 a hundredfold saliency weighs 1.6 times as much
 */
record Point(double relationWeight, double updateRate, double importanceRoot) {

    private static final double MIN_RATE = .005;
    private static final double MIN_ROOT = 1;
    private static final double MAX_ROOT = 10;

    static Point of(ProfileConstants constants) {
        return new Point(constants.relationWeight(), constants.updateRate(), constants.importanceRoot());
    }

    /** @param cube three values 0..1 */
    static Point at(double[] cube) {
        return new Point(
                rounded(cube[0]),
                rounded(MIN_RATE * Math.pow(1 / MIN_RATE, cube[1])),
                rounded(MIN_ROOT * Math.pow(MAX_ROOT / MIN_ROOT, cube[2])));
    }

    ProfileConstants with(double imageWeight, int sweeps) {
        return new ProfileConstants(relationWeight, updateRate, imageWeight, sweeps, importanceRoot);
    }

    Profile profile(Profile.Method method, int sweeps) {
        return new Profile("trial", method, with(0, sweeps));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
