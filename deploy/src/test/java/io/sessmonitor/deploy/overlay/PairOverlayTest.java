package io.sessmonitor.deploy.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Label;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks at colours at places: where the hatching must be and where it must not, what is alike on both sides. */
class PairOverlayTest {

    private static final BufferedImage GREY = grey(640, 640);

    @BeforeAll
    static void needs_fonts() {
        assumeThat(OverlayFonts.problem())
                .as("what keeps overlays from being painted")
                .isEmpty();
    }

    @Test
    void a_matched_object_has_the_same_colour_on_both_sides_and_its_neighbour_another() {
        Explanation kept = new Explanation(
                0,
                List.of(share(0, left(), Fate.KEPT), share(1, right(), Fate.KEPT)),
                List.of(share(0, left(), Fate.KEPT), share(1, right(), Fate.KEPT)),
                List.of());

        Panels panels = paint(kept);

        assertThat(panels.sent(0.25, 0.5)).isEqualTo(panels.received(0.25, 0.5));
        assertThat(panels.sent(0.75, 0.5)).isEqualTo(panels.received(0.75, 0.5));
        assertThat(panels.sent(0.25, 0.5)).isNotEqualTo(panels.sent(0.75, 0.5));
        assertThat(panels.reds(0, 1)).isZero();
        assertThat(panels.violets(0, 1)).isZero();
    }

    @Test
    void a_lost_object_is_hatched_in_the_sent_and_an_invented_one_in_the_received_picture_and_nowhere_else() {
        Explanation changed = new Explanation(
                0,
                List.of(share(0, left(), Fate.LOST), share(1, right(), Fate.KEPT)),
                List.of(share(0, left(), Fate.KEPT), share(1, right(), Fate.INVENTED)),
                List.of());

        Panels panels = paint(changed);

        assertThat(panels.reds(0.05, 0.45)).isBetween(0.1, 0.5);
        assertThat(panels.reds(0.55, 0.95)).isZero();
        assertThat(panels.violets(0.05, 0.45)).isZero();
        assertThat(panels.violets(0.55, 0.95)).isBetween(0.1, 0.5);
    }

    @ParameterizedTest(name = "{0} x {1} and {2} x {3}")
    @CsvSource({"1, 1, 1, 1", "3000, 50, 50, 3000", "32, 32, 640, 480", "5000, 3000, 2, 3"})
    void pictures_of_any_size_and_shape_are_painted(int w1, int h1, int w2, int h2) {
        Explanation nothing = new Explanation(1, List.of(), List.of(), List.of());

        BufferedImage overlay = PairOverlay.paint(grey(w1, h1), grey(w2, h2), "a".repeat(300), "b", score(nothing));

        assertThat(overlay.getWidth()).isBetween(1000, 1500);
        assertThat(overlay.getHeight()).isBetween(200, 1200);
    }

    @Test
    void the_costs_in_the_bar_add_up() {
        Explanation explanation = new Explanation(
                0.05,
                List.of(share(0, left(), Fate.LOST), share(1, right(), Fate.KEPT)),
                List.of(share(0, right(), Fate.INVENTED)),
                List.of());

        Costs costs = Costs.of(explanation);

        assertThat(costs.lost() + costs.invented() + costs.changed() + costs.picture())
                .isEqualTo(0.05 + 3 * 0.1, org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void objects_are_called_by_label_and_confidence_or_by_size_and_place() {
        assertThat(ObjectWords.of(left())).isEqualTo("person .83");
        assertThat(ObjectWords.of(right())).isEqualTo("large region, right");
        Explanation explanation = new Explanation(
                0, List.of(share(0, left(), Fate.LOST), share(1, right(), Fate.LOST)), List.of(), List.of());
        assertThat(ObjectWords.losses(explanation, 5)).isEqualTo("lost: person .83, large region right");
        assertThat(ObjectWords.losses(explanation, 1)).isEqualTo("lost: person .83, 1 more");
    }

    @Test
    void a_scene_graph_is_painted_with_and_without_objects() {
        SceneGraph graph = new SceneGraph(
                640, 640, List.of(left(), right()), List.of(new Relation(0, 1, 1, 0.8)), new double[] {1});
        SceneGraph empty = new SceneGraph(640, 640, List.of(), List.of(), new double[] {1});

        BufferedImage full = GraphOverlay.paint(GREY, "name", graph, List.of("on", "beside"));

        assertThat(full.getRGB(100, 300)).isNotEqualTo(full.getRGB(600, 300));
        assertThat(GraphOverlay.paint(GREY, "name", empty, List.of()).getWidth())
                .isEqualTo(full.getWidth());
    }

    /** The two pictures inside an overlay, by place in shares of their size. */
    private record Panels(BufferedImage overlay) {

        private static final int SIDE = 640;
        private static final int TOP = 182;

        int sent(double x, double y) {
            return overlay.getRGB(24 + (int) (x * SIDE), TOP + (int) (y * SIDE));
        }

        int received(double x, double y) {
            return overlay.getRGB(24 + SIDE + 28 + (int) (x * SIDE), TOP + (int) (y * SIDE));
        }

        /** Share of pixels hatched as lost between two places across the sent picture. */
        double reds(double from, double to) {
            return share(from, to, true, Palette.LOST);
        }

        double violets(double from, double to) {
            return share(from, to, false, Palette.INVENTED);
        }

        private double share(double from, double to, boolean sent, Color colour) {
            int hits = 0;
            int all = 0;
            for (double y = 0.1; y < 0.9; y += 0.01) {
                for (double x = from; x < to; x += 0.005) {
                    Color found = new Color(sent ? sent(x, y) : received(x, y));
                    all++;
                    if (Math.abs(found.getRed() - colour.getRed()) < 40
                            && Math.abs(found.getGreen() - colour.getGreen()) < 60
                            && Math.abs(found.getBlue() - colour.getBlue()) < 40) {
                        hits++;
                    }
                }
            }
            return (double) hits / all;
        }
    }

    private static Panels paint(Explanation explanation) {
        return new Panels(PairOverlay.paint(GREY, GREY, "sent.png", "received.png", score(explanation)));
    }

    private static SessScore score(Explanation explanation) {
        return new SessScore(
                0.7,
                0.7,
                OptionalDouble.of(0.7),
                0.7,
                explanation,
                Map.of("psnr", 30.0),
                Map.of(),
                new ScorerIdentity(Profile.PAPER, "lite", "1", "0", "cpu"));
    }

    private static ObjectShare share(int node, SceneObject object, Fate fate) {
        OptionalInt partner = fate == Fate.KEPT ? OptionalInt.of(node) : OptionalInt.empty();
        return new ObjectShare(node, object, fate, partner, 0.9, 0.9, 0.1);
    }

    private static SceneObject left() {
        return half(0, Optional.of(new Label("person", 0.834)));
    }

    private static SceneObject right() {
        return half(4, Optional.empty());
    }

    private static SceneObject half(int column, Optional<Label> label) {
        BitSet cells = new BitSet();
        for (int y = 0; y < 8; y++) {
            cells.set(y * 8 + column, y * 8 + column + 4);
        }
        double x = (column + 2) / 8.0;
        double[] box = {column / 8.0, 0, (column + 4) / 8.0, 1};
        return new SceneObject(new RegionMask(8, 8, cells), 0.5, 0.5, x, box, 1, 0.5, new double[] {1}, label);
    }

    private static BufferedImage grey(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0x808080);
            }
        }
        return image;
    }
}
