package io.sessmonitor.deploy.overlay;

import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Calls objects by name, for people. */
public final class ObjectWords {

    private ObjectWords() {}

    /** Label and confidence, "person .83"; otherwise size and place, "small region, upper left". */
    public static String of(SceneObject object) {
        return object.label()
                .map(label -> label.name() + " " + share(label.confidence(), 2))
                .orElseGet(object::name);
    }

    /** Those with a fate, the dearest first. */
    public static List<ObjectShare> dearest(List<ObjectShare> shares, Fate fate) {
        return shares.stream()
                .filter(share -> share.fate() == fate)
                .sorted(Comparator.comparingDouble(ObjectShare::cost).reversed().thenComparingInt(ObjectShare::node))
                .toList();
    }

    /**
     * What was lost and invented, dearest first: "lost: person .83, small region upper left, 3 more; invented: ...".
     *
     * @param most objects named of each kind
     * @return empty if nothing was lost and nothing invented
     */
    public static String losses(Explanation explanation, int most) {
        String lost = list("lost: ", dearest(explanation.sent(), Fate.LOST), most);
        String invented = list("invented: ", dearest(explanation.received(), Fate.INVENTED), most);
        return lost.isEmpty() || invented.isEmpty() ? lost + invented : lost + "; " + invented;
    }

    private static String list(String before, List<ObjectShare> shares, int most) {
        if (shares.isEmpty()) {
            return "";
        }
        String named = shares.stream()
                .limit(most)
                .map(share -> of(share.object()).replace(",", ""))
                .collect(Collectors.joining(", "));
        return before + named + (shares.size() > most ? ", " + (shares.size() - most) + " more" : "");
    }

    /** A number in 0..1 without its leading zero: ".83", "1.00". */
    static String share(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.startsWith("0.") ? text.substring(1) : text;
    }
}
