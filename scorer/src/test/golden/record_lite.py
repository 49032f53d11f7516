"""Records what the recipe `lite` gives on small copies of the shipped photos, for the Java port to be held to.

    python3 record_lite.py            writes ../resources/golden (README.md there says the format)

The first run makes the pictures from the shipped photos; later runs read those that are there, so that a new version
of the bundle is recorded on the same pixels.
"""
import io
import json
import pathlib

import numpy as np
from PIL import Image

import lite_recipe
import sess_match

HERE = pathlib.Path(__file__).parent
PHOTOS = HERE.parents[3] / "deploy/src/main/resources/photos"
OUT = HERE.parent / "resources/golden"
# coffee has the network's own size, so that its resizing is the identity; cat and pagoda are enlarged, rocket reduced.
SIZES = {"coffee": (512, 352), "cat": (301, 200), "pagoda": (383, 256), "rocket": (600, 400)}
DEGRADED, QUALITIES = ("cat", "pagoda"), (80, 40, 10, 2)
ROW_STEP, MAP_STEP, FEATURE_STEP = 16, 4, 2


def pictures():
    """Makes the pictures that are missing; name -> RGB picture."""
    for name, size in SIZES.items():
        path = OUT / f"{name}.png"
        if not path.exists():
            Image.open(PHOTOS / f"{name}.jpg").convert("RGB").resize(size, Image.LANCZOS).save(path, optimize=True)
        for quality in QUALITIES if name in DEGRADED else ():
            degraded = OUT / f"{name}-jpeg{quality}.png"
            if not degraded.exists():
                data = io.BytesIO()
                Image.open(path).save(data, "JPEG", quality=quality)
                Image.open(data).convert("RGB").save(degraded, optimize=True)
    return {path.stem: Image.open(path).convert("RGB") for path in sorted(OUT.glob("*.png"))}


def record_steps(lite, name, graph):
    """One folder with everything the steps gave for one picture."""
    folder = OUT / name
    folder.mkdir(exist_ok=True)

    def store(file, array, dtype="<f4"):
        array = np.ascontiguousarray(array, dtype)
        array.tofile(folder / file)
        return {"file": file, "shape": list(array.shape)}

    step = slice(None, None, MAP_STEP)
    resized, boundary = graph["resized"], graph["boundary"]
    pixels, features = graph["pixels"].transpose(2, 0, 1), graph["features"]
    record = {
        "resized": {"size": [resized.shape[1], resized.shape[0]], "mean": resized.mean((0, 1)).tolist(),
                    "every_nth_row": ROW_STEP, **store("resized-rows.u8", resized[::ROW_STEP], "u1")},
        "boundary": {"mean": float(boundary.mean()), "every_nth": MAP_STEP,
                     **store("boundary.f32", boundary[step, step])},
        "pixels": {"mean": pixels.mean((1, 2)).tolist(), "every_nth": MAP_STEP,
                   **store("pixels.f32", pixels[:, step, step])},
        "features": {"mean": features.mean((1, 2)).tolist(), "every_nth": FEATURE_STEP,
                     **store("features.f32", features[:, ::FEATURE_STEP, ::FEATURE_STEP])},
        "superpixels": graph["superpixels"],
        "levels": [],
        "saliency": store("saliency.f32", graph["saliency"]),
        "image": store("image.f32", graph["image"]),
        "embeddings": store("embeddings.f32", graph["embeddings"]),
        "nodes": [{"level": level, "label": int(label), "area": int(mask.sum()), "centroid": list(map(float, centroid)),
                   "importance": float(importance), "class": label_name, "confidence": confidence}
                  for (level, label), mask, centroid, importance, (label_name, confidence)
                  in zip(graph["nodes"], graph["masks"], graph["centroids"], graph["importance"], graph["labels"])],
        "relations": [{"subject": s, "object": o, "predicate": lite.predicates[p], "confidence": float(confidence)}
                      for s, o, p, confidence in graph["relations"]],
    }
    for i, (stop, regions) in enumerate(zip(lite.settings["levels"], graph["levels"])):
        file = f"level{i}.png"
        Image.fromarray(regions.astype(np.uint8)).save(folder / file, optimize=True)
        record["levels"].append({"stop": stop, "file": file, "regions": int(regions.max())})
    write(folder / "record.json", record)


def record_scores(lite, graphs):
    """Scores of each degraded picture and of each two different scenes."""
    names = list(SIZES)
    pairs = [(name, name) for name in names]
    pairs += [(name, f"{name}-jpeg{quality}") for name in DEGRADED for quality in QUALITIES]
    pairs += [(a, b) for i, a in enumerate(names) for b in names[i + 1:]]
    rows = []
    for sent, received in pairs:
        score = sess_match.sess(graphs[sent], graphs[received], lite.relation_similarity, lite.similarity)
        rows.append({"sent": sent, "received": received, **score})
        print(f"{sent:8s} {received:16s} {score['score']:.4f}")
    write(OUT / "scores.json", {"profile": "paper", "pairs": rows})


def write(path, tree):
    def plain(value):
        if isinstance(value, float):
            return float(f"{value:.9g}")
        if isinstance(value, dict):
            return {key: plain(v) for key, v in value.items()}
        return [plain(v) for v in value] if isinstance(value, list) else value

    # One line for each member of the long lists keeps differences readable.
    text = json.dumps(plain(tree))
    for long in ("nodes", "relations", "pairs"):
        text = text.replace(f'"{long}": [{{', f'"{long}": [\n{{')
    path.write_text(text.replace("}, {", "},\n{") + "\n")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    lite = lite_recipe.Lite()
    graphs = {name: lite.describe(picture) for name, picture in pictures().items()}
    for name in SIZES:
        record_steps(lite, name, graphs[name])
    record_scores(lite, graphs)


if __name__ == "__main__":
    main()
