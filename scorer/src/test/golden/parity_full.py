"""Full size: scene graphs and scores of the program against those computed from the Python originals.

    python3 parity_full.py checkpoints CKPT                     random weights of the published shapes
    ./sess-monitor models export mobile --checkpoints CKPT --out BUNDLE
    python3 parity_full.py compare CKPT BUNDLE SENT RECEIVED [POINTS_PER_SIDE]

MobileSAM, RelateAnything's head on transformers' BERT, OpenCLIP's ViT-B/32. Random weights find nothing, so they are spread
and fitted to a picture as those of the miniatures are, which makes masks spots of all sizes; a copy of the bundle gets a small
grid and thresholds under which many of them survive. Pictures at most 800 pixels wide. Wants what record_full.py wants.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import open_clip
import torch
import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
sys.path.insert(0, str(ROOT / "models" / "export"))

import export_full
import export_run
import mini_relations
import mini_sam
import record_full
import sam_graphs
import sess_match
from PIL import Image

PACKAGE, KIND, CLIP = "mobile_sam", "vit_t", "ViT-B-32"
# Spots strewn over the picture have much the same boxes, of which non-maximum suppression would leave one.
THRESHOLDS = dict(pred_iou=.85, stability=.3, nms=1., max_objects=64)


def relation_head():
    return mini_relations.MiniRelations(token=256, width=768, inner=3072, features=512, spread=.075, gain=1)


def checkpoints(out):
    from mobile_sam import sam_model_registry

    out = pathlib.Path(out)
    (out / CLIP).mkdir(parents=True)
    torch.manual_seed(6)
    sam = mini_sam.fit(mini_sam.finished(sam_model_registry[KIND]()), np.asarray(record_full.picture("cat")), 3)
    torch.save(sam.state_dict(), out / "mobile_sam.pt")
    torch.save(relation_head().state_dict(), out / "ram_epoch12.pth")
    clip = open_clip.create_model(CLIP, precision="fp32")
    with torch.no_grad():
        # So that different pictures have different embeddings.
        for name, weight in clip.visual.named_parameters():
            if name.endswith("weight") and weight.dim() > 1:
                weight.mul_(2)
    torch.save(clip.state_dict(), out / CLIP / "open_clip_pytorch_model.bin")


def with_thresholds(bundle, out, grid):
    """A bundle of the same networks; returns its settings."""
    out.mkdir()
    for file in bundle.iterdir():
        if file.is_file() and file.name != "bundle.yaml":
            os.link(file, out / file.name)
    text = yaml.safe_load((bundle / "bundle.yaml").read_text())
    text["settings"]["segmenter"].update(points_per_side=grid, **THRESHOLDS)
    (out / "bundle.yaml").write_text(yaml.safe_dump(text))
    return text["settings"]


def program(command, *arguments):
    printed = subprocess.run([ROOT / "sess-monitor", command, *arguments, "--device", "cpu", "--format", "json"],
                             check=True, capture_output=True, text=True).stdout
    return json.loads(printed)


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


def compare_graphs(profile, java, python):
    """Masks one by one in their order, relations by their ends."""
    masks = [decoded(node["segmentation"]) for node in java["objects"]]
    shapes = python["masks"]
    print(f"{profile}: {len(shapes)} masks in Python, {len(masks)} in Java, areas {[int(s.sum()) for s in shapes]}")
    if len(masks) == len(shapes):
        iou = [(m & s).sum() / (m | s).sum() for m, s in zip(masks, shapes)]
        print(f"{profile}: worst IoU {min(iou):.6f}, {sum(i == 1 for i in iou)} identical")
    names = record_full.bundle.predicates.NAMES
    found = {(r["subject"], r["object"]): (r["predicate"], r["confidence"]) for r in java["relations"]}
    wanted = {(s, o): (names[p], c) for s, o, p, c in python["relations"]}
    same = [key for key in wanted if found.get(key, (None,))[0] == wanted[key][0]]
    off = max(abs(found[key][1] - wanted[key][1]) for key in same)
    print(f"{profile}: {len(wanted)} relations of {len(set(p for p, _ in wanted.values()))} kinds in Python, {len(found)} in Java, "
          f"{len(same)} the same; confidences from {min(c for _, c in wanted.values()):.3f} on, worst difference {off:.1e}")


def compare(weights, bundle, sent, received, grid="4"):
    found = export_full.checkpoints("mobile", pathlib.Path(weights))
    sam = sam_graphs.load_sam(export_run.tensors(found["sam"]), KIND)
    head = relation_head()
    # A number for each position, which older versions of transformers keep with the weights.
    head.load_state_dict({key: value for key, value in export_run.tensors(found["relations"]).items() if "position_ids" not in key})
    clip = open_clip.create_model(CLIP, precision="fp32").eval()
    clip.load_state_dict(export_run.tensors(found["clip"]))
    pictures = [Image.open(path).convert("RGB") for path in (sent, received)]
    similarity = np.array(json.loads((pathlib.Path(bundle) / "relation-similarity.json").read_text())["similarity"])
    with tempfile.TemporaryDirectory(dir=pathlib.Path(bundle).parent) as folder:
        copy = pathlib.Path(folder) / "bundle"
        settings = with_thresholds(pathlib.Path(bundle), copy, int(grid))
        segmenter, relations = settings["segmenter"], settings["relations"]
        masks = [record_full.everything(PACKAGE, sam, record_full.reduced(picture, segmenter["max_width"]), segmenter)
                 for picture in pictures]
        for profile in sess_match.GAMMA:
            graphs = [record_full.graph(profile, its, head, clip, segmenter, relations, picture)
                      for its, picture in zip(masks, pictures)]
            compare_graphs(profile, program("graph", sent, "--bundle", copy, "--profile", profile), graphs[0])
            wanted = sess_match.sess(*graphs, similarity, profile=profile)
            got = program("score", sent, received, "--bundle", copy, "--profile", profile)
            terms = {"image": got["image"], "graph": got["graph"], "score": got.get("raw", got["score"])}
            print(f"{profile}: " + ", ".join(f"{term} {wanted[term]:.6f} off by {abs(terms[term] - wanted[term]):.1e}"
                                             for term in terms), flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"checkpoints": checkpoints, "compare": compare}[sys.argv[1]](*sys.argv[2:])
