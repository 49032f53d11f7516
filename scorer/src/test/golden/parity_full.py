"""Full size: masks of the program against those of the original generator, on an exported bundle.

    python3 random_checkpoints.py mobile CKPT                              (models/export; or the published ones)
    ./sess-monitor models export mobile --checkpoints CKPT --out BUNDLE
    python3 parity_full.py CKPT BUNDLE PICTURE [POINTS_PER_SIDE]

Random weights find nothing, so the thresholds are taken away in a copy of the bundle: every mask of a small grid is compared.
Runs the copy through `./sess-monitor graph` and prints IoU, and how many masks each side has.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import torch
import yaml
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
sys.path.insert(0, str(ROOT / "models" / "export"))

import export_full
import mini_relations
import relation_head
import sam_graphs
from record_full import everything, reduced


def without_thresholds(bundle, out, grid):
    """A bundle with the same networks that keeps every mask of a small grid and every relation."""
    shutil.copytree(bundle, out, copy_function=os.link)
    text = yaml.safe_load((out / "bundle.yaml").read_text())
    text["settings"]["segmenter"].update(points_per_side=grid, pred_iou=0., stability=0., nms=1.)
    text["settings"]["relations"].update(top=100000, first=100000)
    (out / "bundle.yaml").unlink()
    (out / "bundle.yaml").write_text(yaml.safe_dump(text))
    return text


def decoded(segmentation):
    """COCO's compressed run lengths, column by column."""
    height, width = segmentation["size"]
    runs, at, counts = [], 0, segmentation["counts"]
    while at < len(counts):
        value, shift, more = 0, 0, True
        while more:
            bits = ord(counts[at]) - 48
            value |= (bits & 31) << shift
            more, shift, at = bits & 32, shift + 5, at + 1
            if not more and bits & 16:
                value |= -1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
    flat = np.repeat(np.arange(len(runs)) % 2, runs)
    return flat.reshape(width, height).T.astype(bool)


def main(checkpoints, bundle, path, grid="2"):
    name = "mobile" if (pathlib.Path(checkpoints) / "mobile_sam.pt").exists() else "reference"
    kind = export_full.BUNDLES[name]["sam"][1]
    found = export_full.checkpoints(name, pathlib.Path(checkpoints))
    with tempfile.TemporaryDirectory(dir=pathlib.Path(bundle).parent) as folder:
        copy = pathlib.Path(folder) / "bundle"
        settings = without_thresholds(bundle, copy, int(grid))["settings"]
        printed = subprocess.run([ROOT / "sess-monitor", "graph", path, "--bundle", copy, "--device", "cpu", "--format", "json"],
                                 check=True, capture_output=True, text=True).stdout
    got = [decoded(node["segmentation"]) for node in json.loads(printed)["objects"]]

    sam = sam_graphs.load_sam(export_full.state_dictionary(found["sam"]), kind)
    photo = reduced(Image.open(path).convert("RGB"), settings["segmenter"]["max_width"])
    package = "mobile_sam" if kind == "vit_t" else "segment_anything"
    masks = [m for m in everything(package, sam, photo, settings["segmenter"]) if m["area"]]
    head = relation_head.load_relation_head(export_full.state_dictionary(found["relations"]), mini_relations.RELATIONS)
    with torch.no_grad():
        scores = head(torch.stack([m["token"] for m in masks])[None])[0] if len(masks) > 1 else None
    worst = [max((g & m["segmentation"]).sum() / (g | m["segmentation"]).sum() for m in masks) for g in got]
    print(f"{len(masks)} masks in Python, {len(got)} in Java; worst IoU {min(worst):.5f}, mean {np.mean(worst):.6f}")
    if scores is not None and len(got) == len(masks):
        java = {(r["subject"], r["object"]): r["confidence"] for r in json.loads(printed)["relations"]}
        best = scores.max(0).values
        off = max(abs(best[s, o].item() - value) for (s, o), value in java.items())
        print(f"{len(java)} relations, worst difference of a score {off:.1e}")


if __name__ == "__main__":
    main(*sys.argv[1:])
