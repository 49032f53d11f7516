"""Measures what models/README.md says about the match threshold and the labels.

    python3 measure_lite.py COCO_FOLDER [EVERY_NTH_PHOTO]      EVERY_NTH_PHOTO is for the slow first part, 4 by default

Takes photos that the head was not trained on; the recipe is the Python reference among the scorer's tests.
"""
import io
import pathlib
import sys

import numpy as np
from PIL import Image, ImageFilter
from scipy.ndimage import binary_dilation
from scipy.optimize import linear_sum_assignment

sys.path.append(str(pathlib.Path(__file__).parents[2] / "scorer/src/test/golden"))
import lite_recipe  # noqa: E402
import lite_regions  # noqa: E402
import sess_match  # noqa: E402
from coco import Folder  # noqa: E402
from export_labels import plain  # noqa: E402

THRESHOLDS, CONFIDENCES = (.6, .65, .7, .75, .8), (.3, .5, .7)
ERASED_AREA, ERASED_PER_PHOTO = (.01, .25), 2


def jpeg(picture, quality):
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return Image.open(data).convert("RGB")


def erased(picture, segment, rng):
    """The segment painted over with the mean colour around it and a little noise; and the mask painted."""
    pixels = np.array(picture)
    mask = binary_dilation(segment, iterations=4)
    ring = binary_dilation(mask, iterations=12) & ~mask
    pixels[mask] = (pixels[ring].mean(0) + rng.normal(0, 3, (mask.sum(), 3))).clip(0, 255)
    return Image.fromarray(pixels), mask


def threshold(lite, photos, graphs):
    """Shares of sent regions whose partner's similarity after the sweeps falls below each threshold."""
    found, rng = {}, np.random.default_rng(0)

    def partners(sent, received):
        matrix = sess_match.swept(sent, received, lite.relation_similarity, lite.similarity)
        rows, columns = linear_sum_assignment(matrix * sent["importance"][:, None], maximize=True)
        return matrix[rows, columns], rows, columns

    for n, (photo, graph) in enumerate(zip(photos, graphs)):
        damaged = {"JPEG 40": jpeg(photo.picture, 40), "JPEG 10": jpeg(photo.picture, 10),
                   "blur 2": photo.picture.filter(ImageFilter.GaussianBlur(2))}
        for name, picture in damaged.items():
            received = lite.describe(picture)
            values, rows, columns = partners(graph, received)
            same = [lite_regions.overlap(graph["masks"][u], received["masks"][v]) > .5 for u, v in zip(rows, columns)]
            found.setdefault(name + ", all regions", []).extend(values)
            found.setdefault(name + ", same region", []).extend(values[same])
        found.setdefault("another scene", []).extend(partners(graph, graphs[(n + 1) % len(graphs)])[0])
        segments = [photo.segments == i for i in range(1, len(photo.categories) + 1)]
        segments = [s for s in segments if ERASED_AREA[0] < s.mean() < ERASED_AREA[1]]
        for i in rng.permutation(len(segments))[:ERASED_PER_PHOTO]:
            picture, mask = erased(photo.picture, segments[i], rng)
            values, rows, _ = partners(graph, lite.describe(picture))
            under = mask[2::4, 2::4]
            gone = [(graph["masks"][u] & under).sum() > .7 * graph["masks"][u].sum() for u in rows]
            found.setdefault("erased object", []).extend(values[gone])
    for name, values in found.items():
        below = ", ".join(f"{t}: {(np.array(values) < t).mean():.3f}" for t in THRESHOLDS)
        print(f"{name:22s} {len(values):5d} regions, below {below}")


def labels(lite, folder, photos, graphs):
    """How often the probe is right, on annotated masks and on the recipe's own regions."""
    on_masks, on_regions = [], []
    for photo, graph in zip(photos, graphs):
        segments = photo.segments[2::4, 2::4]
        names = ["", *(plain(folder.names[category]) for category in photo.categories)]
        for i in range(1, len(names)):
            mask = segments == i
            if mask.mean() > .006:
                name, confidence = lite.label(lite.embed(graph["features"], [mask])[0][0])
                on_masks.append((name == names[i], confidence))
        for mask, (name, confidence) in zip(graph["masks"], graph["labels"]):
            share = sum((segments[mask] == i).mean() for i in range(1, len(names)) if names[i] == name)
            on_regions.append((share > .5, confidence))
    for what, rows in (("annotated masks", on_masks), ("own regions", on_regions)):
        right, confidence = np.array(rows).T
        shown = ", ".join(f"{c}: {(confidence >= c).mean():.2f} named, {right[confidence >= c].mean():.2f} right"
                          for c in CONFIDENCES)
        print(f"{what}: {len(rows)}, top-1 {right.mean():.2f}; from confidence {shown}")


def main(coco, step=4):
    lite, folder = lite_recipe.Lite(), Folder(coco)
    photos = list(folder.photos())
    graphs = [lite.describe(photo.picture) for photo in photos]
    labels(lite, folder, photos, graphs)
    threshold(lite, photos[::int(step)], graphs[::int(step)])


if __name__ == "__main__":
    main(*sys.argv[1:])
