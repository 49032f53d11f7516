"""Step 7 of the recipe `lite`: relations from geometry alone."""
import numpy as np

from lite_regions import overlap


def ramp(x, low, high):
    return float(np.clip((x - low) / (high - low), 0, 1))


def level_relations(regions, predicates, least):
    """(subject, object, predicate index, confidence) for the regions 0..n-1 of one partition."""
    shape = Shapes(regions)
    found = []
    for s in range(shape.count):
        for o in range(shape.count):
            if s == o:
                continue
            scores = shape.scores(s, o)
            best = max(scores, key=lambda name: (scores[name], -predicates.index(name)))
            if scores[best] >= least:
                found.append((s, o, predicates.index(best), scores[best]))
    return found


class Shapes:
    """Boxes, centres, perimeters and contacts of the regions of one partition; lengths as shares of the picture."""

    def __init__(self, regions):
        self.height, self.width = regions.shape
        self.count = n = int(regions.max())
        self.upon, self.side = np.zeros((n + 1, n + 1)), np.zeros((n + 1, n + 1))
        for first, second, table in ((regions[:-1], regions[1:], self.upon),
                                     (regions[:, :-1], regions[:, 1:], self.side)):
            differ = first != second
            np.add.at(table, (first[differ], second[differ]), 1)
        self.side = self.side + self.side.T
        self.perimeter = self.upon.sum(1) + self.upon.sum(0) + self.side.sum(1)
        for edge in (regions[0], regions[-1], regions[:, 0], regions[:, -1]):
            self.perimeter += np.bincount(edge, minlength=n + 1)
        self.shapes = [self._shape(*np.where(regions == label)) for label in range(1, n + 1)]

    def _shape(self, y, x):
        h, w = self.height, self.width
        return (len(y) / (h * w), (y.mean() + .5) / h, (x.mean() + .5) / w,
                y.min() / h, (y.max() + 1) / h, x.min() / w, (x.max() + 1) / w)

    def scores(self, s, o):
        """Confidence of every predicate for subject s and object o; names as in LITE's description of the recipe."""
        area_s, cy_s, cx_s, top_s, bottom_s, left_s, right_s = self.shapes[s]
        area_o, cy_o, cx_o, top_o, bottom_o, left_o, right_o = self.shapes[o]
        high, wide = bottom_s - top_s, right_s - left_s
        up, down, beside = self.upon[s + 1, o + 1], self.upon[o + 1, s + 1], self.side[s + 1, o + 1]
        contact = up + down + beside
        per_s, per_o = self.perimeter[s + 1], self.perimeter[o + 1]
        share_s, share_o = contact / max(per_s, 1), contact / max(per_o, 1)
        touch = ramp(contact / max(min(per_s, per_o), 1), .02, .15)
        fu, fd, fs = (part / contact if contact else 0. for part in (up, down, beside))
        ho = max(0., min(right_s, right_o) - max(left_s, left_o)) / max(min(wide, right_o - left_o), 1e-6)
        vo = max(0., min(bottom_s, bottom_o) - max(top_s, top_o)) / max(min(high, bottom_o - top_o), 1e-6)
        gap_x = max(0., max(left_s, left_o) - min(right_s, right_o))
        gap_y = max(0., max(top_s, top_o) - min(bottom_s, bottom_o))
        near = float(np.exp(-np.hypot(gap_x, gap_y) / .08))
        above, below = ramp(cy_o - cy_s, 0, .15), ramp(cy_s - cy_o, 0, .15)
        ratio = area_o / max(area_s, 1e-9)
        small, smaller = ramp(ratio, .5, 1.5), ramp(ratio, 1, 3)
        aspect = high * self.height / (wide * self.width)
        inside = ramp(share_s, .55, .85) * smaller
        on = touch * ramp(fu - fd, .05, .35) * above * small * (1 - inside)
        return {
            "in": inside,
            "enclosing": ramp(share_o, .55, .85) * ramp(area_s / max(area_o, 1e-9), 1, 3),
            "on": .8 * on,
            "standing on": on * ramp(aspect, 1, 2),
            "lying on": on * ramp(1 / aspect, 1, 2),
            "hanging from": .6 * touch * ramp(fd - fu, .3, .6) * below * smaller * (1 - inside),
            "attached to": .7 * touch * ramp(fs, .5, .8) * smaller * (1 - inside) * ramp(share_s, .25, .5),
            "over": .9 * above * ho * near * (1 - touch * small),
            "in front of": .75 * ramp(bottom_s - bottom_o, .02, .12) * ho * touch * small * (1 - inside) * (1 - on),
            "beside": .8 * near * vo * ramp(abs(cx_s - cx_o) - abs(cy_s - cy_o), 0, .1) * (1 - ho),
        }


def node_relations(levels, masks, predicates, settings):
    """Each level's relations carried over to the nodes; the best per ordered pair, at most max_relations of them."""
    best = {}
    for regions in levels:
        node_of = [next((i for i, mask in enumerate(masks)
                         if overlap(regions == label, mask) > settings["duplicate_iou"]), None)
                   for label in range(1, regions.max() + 1)]
        for s, o, predicate, confidence in level_relations(regions, predicates, settings["min_relation_score"]):
            a, b = node_of[s], node_of[o]
            if a is not None and b is not None and a != b and confidence > best.get((a, b), (0, 0.))[1]:
                best[a, b] = (predicate, confidence)
    top = sorted(best.items(), key=lambda item: (-item[1][1], item[0]))[:settings["max_relations"]]
    return sorted((s, o, predicate, confidence) for (s, o), (predicate, confidence) in top)
