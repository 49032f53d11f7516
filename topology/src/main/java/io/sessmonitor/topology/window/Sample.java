package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.ObjectFate;
import io.sessmonitor.schemas.ObjectShare;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What windows take of one score, and its small form in their journal. Immutable.
 *
 * @param score what counts as its score, from 0 to 1; NaN if nothing does
 * @param metrics finite baseline metrics
 * @param lost objects that were lost, with what that cost
 * @param profile profile, bundle (name and version) and the bundle's hash are empty where nothing is known
 */
record Sample(
        Outcome outcome,
        double score,
        List<Figure> metrics,
        List<Figure> lost,
        String profile,
        String bundle,
        String bundleSha256) {

    private static final int LONGEST_NAME = 100;
    private static final Outcome[] OUTCOMES = Outcome.values();

    /** A named number, to the seven digits that a float has: sums of it are the same before and after it was stored. */
    record Figure(String name, float value) {}

    /** Of a checked score; {@code undecodableAsZero} says whether UNDECODABLE has score 0. */
    static Sample of(FrameScore from, boolean undecodableAsZero) {
        if (from.getOutcome() != Outcome.SCORED) {
            boolean zero = undecodableAsZero && from.getOutcome() == Outcome.UNDECODABLE;
            return new Sample(from.getOutcome(), zero ? 0 : Double.NaN, List.of(), List.of(), "", "", "");
        }
        List<Figure> metrics = new ArrayList<>();
        from.getMetrics().forEach((name, value) -> {
            if (Double.isFinite(value) && name.length() <= LONGEST_NAME) {
                metrics.add(new Figure(name, value.floatValue()));
            }
        });
        List<Figure> lost = new ArrayList<>();
        if (from.getExplanation() != null) {
            for (ObjectShare object : from.getExplanation().getObjects()) {
                if (object.getSide() == PictureSide.SENT
                        && object.getFate() == ObjectFate.LOST
                        && Double.isFinite(object.getCost())) {
                    lost.add(new Figure(kept(object.getName()), (float) object.getCost()));
                }
            }
        }
        Bundle bundle = from.getBundle();
        return new Sample(
                Outcome.SCORED,
                from.getScore(),
                metrics,
                lost,
                kept(from.getProfile()),
                bundle == null ? "" : kept(bundle.getName() + " " + bundle.getVersion()),
                bundle == null ? "" : kept(bundle.getSha256()));
    }

    void write(CompactWriter out, NameTable names) {
        out.octet(outcome.ordinal());
        if (outcome == Outcome.SCORED) {
            out.real(score);
            write(metrics, out, names);
            write(lost, out, names);
            names.write(profile, out);
            names.write(bundle, out);
            names.write(bundleSha256, out);
        } else {
            out.octet(Double.isNaN(score) ? 0 : 1);
        }
    }

    static Sample read(CompactReader in, NameTable names) {
        int ordinal = in.octet();
        if (ordinal >= OUTCOMES.length) {
            throw new IllegalStateException("unknown outcome in the journal of a link's windows: " + ordinal);
        }
        Outcome outcome = OUTCOMES[ordinal];
        if (outcome != Outcome.SCORED) {
            return new Sample(outcome, in.octet() == 0 ? Double.NaN : 0, List.of(), List.of(), "", "", "");
        }
        return new Sample(
                outcome,
                in.real(),
                figures(in, names),
                figures(in, names),
                names.read(in),
                names.read(in),
                names.read(in));
    }

    private static void write(List<Figure> figures, CompactWriter out, NameTable names) {
        out.number(figures.size());
        for (Figure figure : figures) {
            names.write(figure.name(), out);
            out.single(figure.value());
        }
    }

    private static List<Figure> figures(CompactReader in, NameTable names) {
        List<Figure> figures = new ArrayList<>();
        for (int left = in.length(5); left > 0; left--) {
            figures.add(new Figure(names.read(in), in.single()));
        }
        return figures;
    }

    private static String kept(String name) {
        return name == null ? "" : name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }
}
