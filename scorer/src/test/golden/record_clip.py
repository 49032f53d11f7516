"""Records a miniature CLIP and what OpenCLIP makes of pictures, objects and texts with it.

    python3 record_clip.py            writes ../resources/clip

open_clip_torch 2.24.0, torch 1.13, Pillow 12.0.0. The networks and the tokenizer come from models/export/export_clip.py, the
golden values from OpenCLIP's own model, transform and tokenizer.
"""
import json
import pathlib
import sys
import tempfile

import numpy as np
import open_clip
import torch
from open_clip.tokenizer import SimpleTokenizer
from PIL import Image

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[3] / "models/export"))
import export_clip  # noqa: E402
import mini_clip  # noqa: E402
import predicates  # noqa: E402

PICTURES = HERE.parent / "resources/golden"
OUT = HERE.parent / "resources/clip"
NAMES = ("cat", "coffee", "pagoda", "rocket", "pagoda-jpeg2", "cat-jpeg10")
# x, y, width, height of cut-outs with odd sides, of one pixel, one column, one row.
CUTS = ((10, 20, 101, 77), (60, 20, 197, 180), (7, 9, 1, 1), (5, 0, 1, 190), (0, 50, 300, 1), (33, 4, 225, 196), (20, 30, 3, 90))
MEAN_COLOUR = (123, 117, 104)
TEXTS = predicates.NAMES + export_clip.TEXTS


def embed(model, image):
    transform = open_clip.image_transform(224, is_train=False)
    with torch.no_grad():
        embedding = model.encode_image(transform(image)[None])[0].numpy().astype(np.float64)
    return (embedding / np.linalg.norm(embedding)).round(8).tolist()


def ellipse(width, height, x, y, rx, ry):
    ys, xs = np.mgrid[:height, :width]
    return ((xs - x) / rx) ** 2 + ((ys - y) / ry) ** 2 <= 1


def objects(picture):
    """Masks by the ellipse that they are: centre and radii."""
    height, width = picture.shape[:2]
    for x, y, rx, ry in ((80, 90, 50, 30), (10, 10, 40, 25), (200, 150, 1, 90), (150, 100, 120, .4), (290, 190, 30.5, 9)):
        mask = ellipse(width, height, x, y, rx, ry)
        ys, xs = np.nonzero(mask)
        box = slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1)
        blanked = np.where(mask[..., None], picture, np.uint8(MEAN_COLOUR))
        yield (x, y, rx, ry), Image.fromarray(blanked[box]), Image.fromarray(picture[box])


def main():
    OUT.mkdir(exist_ok=True)
    model = mini_clip.model()
    with tempfile.TemporaryDirectory() as folder:
        merges = mini_clip.merges(folder)
        settings = export_clip.export_clip(model, merges, OUT)
        tokenizer = SimpleTokenizer(merges)
    export_clip.write_bundle(OUT, "mini-clip", "random weights, for tests", "Apache-2.0", settings)
    record = {"made_by": f"open_clip_torch 2.24.0, torch {torch.__version__}", "encoder": settings,
              "pictures": [], "objects": [], "texts": []}
    for name in NAMES:
        image = Image.open(PICTURES / f"{name}.png").convert("RGB")
        record["pictures"].append({"picture": name, "embedding": embed(model, image)})
    cat = Image.open(PICTURES / "cat.png").convert("RGB")
    for x, y, w, h in CUTS:
        record["pictures"].append(
            {"picture": "cat", "cut": [x, y, w, h], "embedding": embed(model, cat.crop((x, y, x + w, y + h)))})
    for shape, paper, reference in objects(np.asarray(cat)):
        record["objects"].append({"picture": "cat", "ellipse": shape, "paper": embed(model, paper), "reference": embed(model, reference)})
    for text in TEXTS:
        tokens = tokenizer(text, 77)
        with torch.no_grad():
            embedding = model.encode_text(tokens)[0].numpy().astype(np.float64)
        record["texts"].append({"text": text, "tokens": tokens[0].tolist()[:int((tokens[0] == tokenizer.eot_token_id).nonzero().max()) + 1],
                                "embedding": (embedding / np.linalg.norm(embedding)).round(8).tolist()})
    lines = ["{", f'"made_by": {json.dumps(record["made_by"])},', f'"encoder": {json.dumps(settings)},']
    for key, end in (("pictures", ","), ("objects", ","), ("texts", "")):
        lines += [f'"{key}": [', ",\n".join(json.dumps(entry) for entry in record[key]), "]" + end]
    (OUT / "record.json").write_text("\n".join(lines + ["}"]) + "\n")
    vectors = np.array([entry["embedding"] for entry in record["pictures"][:4]])
    print("cosines of four scenes:", (vectors @ vectors.T).round(2).tolist())


if __name__ == "__main__":
    main()
