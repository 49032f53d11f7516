"""Records what the Python originals make of pictures with miniature models, and exports these as ONNX files.

    python3 record_full.py

Originals: segment-anything 1.0 and mobilesam-mirror 1.0.0 with their automatic mask generators, transformers 4.30.2 (BERT),
open_clip_torch 2.24.0, OpenCV 4.10 (saliency); torch 1.13.
"""
import importlib
import json
import pathlib
import shutil
import sys

import cv2
import numpy as np
import open_clip
import torch
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
RESOURCES = HERE.parent / "resources"
sys.path.insert(0, str(HERE.parents[3] / "models" / "export"))

import bundle
import mini_clip
import mini_relations
import mini_sam
import relation_head
import sam_graphs
import sess_match

MINIATURES = {
    "mini-sam": dict(
        package="segment_anything", model=mini_sam.mini_sam, pictures=["cat", "coffee", "rocket"],
        settings=dict(points_per_side=8, points_per_batch=24, pred_iou=.8, stability=.1, max_objects=64, max_width=400),
        relations=dict(min_score=.97),
        scores=[("cat", "cat"), ("cat", "cat-jpeg10"), ("rocket", "coffee"), ("pagoda", "pagoda-jpeg2")]),
    "mini-mobile-sam": dict(
        package="mobile_sam", model=mini_sam.mini_mobile_sam, pictures=["cat"],
        settings=dict(points_per_side=4, points_per_batch=5, pred_iou=0., stability=.05, nms=1., max_objects=8, max_width=400),
        relations=dict(min_score=.9998)),
}


def picture(name):
    return Image.open(RESOURCES / "golden" / f"{name}.png").convert("RGB")


def reduced(image, width):
    if image.width > width:
        image = image.copy()
        image.thumbnail((width, width * image.height / image.width))
    return image


def everything(package, sam, photo, settings):
    """The generator's masks with their tokens, duplicates dropped as RelateAnything does; the largest first."""
    seen = {"tokens": [], "iou": []}
    hooks = [
        sam.mask_decoder.transformer.register_forward_hook(
            lambda module, inputs, output: seen["tokens"].append(output[0][:, 2:5])),
        sam.mask_decoder.iou_prediction_head.register_forward_hook(
            lambda module, inputs, output: seen["iou"].append(output[:, 1:]))]
    generator = importlib.import_module(package).SamAutomaticMaskGenerator(
        sam, points_per_side=settings["points_per_side"], points_per_batch=settings["points_per_batch"],
        pred_iou_thresh=settings["pred_iou"], stability_score_thresh=settings["stability"],
        stability_score_offset=settings["stability_offset"], box_nms_thresh=settings["nms"])
    masks = generator.generate(np.asarray(photo))
    for hook in hooks:
        hook.remove()
    tokens, iou = torch.cat(seen["tokens"]).flatten(0, 1), torch.cat(seen["iou"]).flatten()
    places = np.repeat(generator.point_grids[0] * np.array(photo.size), 3, axis=0)
    for mask in masks:
        same = (iou == mask["predicted_iou"]).numpy() & (places == mask["point_coords"][0]).all(1)
        assert same.sum() == 1, "a mask has no token of its own"
        mask["token"] = tokens[int(same.argmax())]
    return without_duplicates(masks, settings["duplicate_iou"])[:settings["max_objects"]]


def without_duplicates(masks, limit):
    kept = []
    for mask in sorted(masks, key=lambda mask: mask["area"], reverse=True):
        shape = mask["segmentation"]
        if all((shape & other["segmentation"]).sum() / (shape | other["segmentation"]).sum() <= limit for other in kept):
            kept.append(mask)
    return kept


def runs(mask):
    """Lengths of the runs of 0, 1, 0 ... row by row."""
    flat = np.concatenate([[0], mask.flatten().astype(np.int8), [0]])
    ends = np.flatnonzero(np.diff(flat))
    lengths = np.diff(np.concatenate([[0], ends]))
    return lengths.tolist()


def record(name, spec):
    out = RESOURCES / "bundles" / name
    out.mkdir(parents=True, exist_ok=True)
    sam = mini_sam.fit(spec["model"](), np.asarray(picture("cat")), 3)
    relations = mini_relations.MiniRelations()
    sam_graphs.export_sam(sam, out)

    settings = bundle.segmenter_settings(sam, **spec["settings"])
    selection = bundle.relation_settings(**spec["relations"])
    golden = dict(segmenter=settings, relations=selection, pictures=[])
    floats = []
    for which in spec["pictures"]:
        photo = reduced(picture(which), settings["max_width"])
        masks = everything(spec["package"], sam, photo, settings)
        tokens = torch.stack([mask["token"] for mask in masks])
        scores = relations(tokens)
        with torch.no_grad():
            predictor = importlib.import_module(spec["package"]).SamPredictor(sam)
            predictor.set_image(np.asarray(photo))
            embedding = predictor.features[0, :, ::4, ::4]
        floats += [embedding.flatten(), tokens.flatten(), scores.flatten()[::29]]
        golden["pictures"].append(dict(
            picture=which, size=list(photo.size), embedding_values=embedding.numel(),
            masks=[dict(area=int(m["area"]), box=[int(v) for v in m["bbox"]], predicted_iou=m["predicted_iou"],
                        stability=m["stability_score"], runs=runs(m["segmentation"])) for m in masks],
            scores=floats[-1].numel(),
            kept={profile: [list(r) for r in mini_relations.kept(
                scores, selection["top"], selection["first"], selection["min_score"], profile == "reference")]
                for profile in ("paper", "reference")}))
        print(name, which, photo.size, len(masks), "masks", {k: len(v) for k, v in golden["pictures"][-1]["kept"].items()})
    folder = RESOURCES / "golden" / "full"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(golden).replace('{"area"', '\n{"area"') + "\n")
    np.concatenate([f.numpy() for f in floats]).astype("<f4").tofile(folder / f"{name}.f32")
    if spec.get("scores"):
        finish_bundle(name, out, relations, settings, selection)
        clip = mini_clip.model()
        scores = [score(profile, spec["package"], sam, relations, clip, settings, selection, *pair)
                  for profile in sess_match.GAMMA for pair in spec["scores"]]
        (folder / "scores.json").write_text("[\n" + ",\n".join(map(json.dumps, scores)) + "\n]\n")


def finish_bundle(name, out, relations, settings, selection):
    relation_head.export_relations(relation_head.load_relation_head(relations.state_dict(), mini_relations.RELATIONS), out)
    encoder = json.loads((RESOURCES / "clip" / "record.json").read_text())["encoder"]
    for file in ("image-encoder.onnx", "relation-similarity.json"):
        shutil.copy(RESOURCES / "clip" / file, out / file)
    files = {"segment-encoder": "segment-encoder.onnx", "segment-decoder": "segment-decoder.onnx",
             "relation-head": "relation-head.onnx", "image-encoder": "image-encoder.onnx",
             "relation-similarity": "relation-similarity.json"}
    bundle.write(out, name, "1", "Miniatures with weights from a seed, for tests.",
                 {key: (file, "Apache-2.0", "weights from a seed") for key, file in files.items()},
                 dict(segmenter=settings, relations=selection, encoder=encoder))


def graph(profile, masks, relations, clip, settings, selection, picked):
    """The scene graph of a picture; masks: everything in it, reduced."""
    photo = reduced(picked, settings["max_width"])
    kept = mini_relations.kept(relations(torch.stack([mask["token"] for mask in masks])), selection["top"],
                               selection["first"], selection["min_score"], profile == "reference")
    nodes = sorted({index for relation in kept for index in relation[:2]})
    pixels = np.asarray(photo)
    _, saliency = cv2.saliency.StaticSaliencySpectralResidual_create().computeSaliency(
        np.ascontiguousarray(pixels[:, :, ::-1]))
    shapes = [masks[node]["segmentation"] for node in nodes]
    between = [(nodes.index(s), nodes.index(o), p, c) for s, o, p, c in kept]
    return dict(masks=shapes, image=embedded(clip, picked), embeddings=[embedded(clip, shown(pixels, shape, profile)) for shape in shapes],
                importance=sess_match.importance([saliency[shape].sum(dtype=np.float64) for shape in shapes], between, profile),
                centroids=[(np.argwhere(shape).mean(0) + .5) / shape.shape for shape in shapes], relations=between)


def shown(pixels, shape, profile):
    """The object in its box; for `paper` all else is in CLIP's mean colour."""
    rows, columns = np.flatnonzero(shape.any(1)), np.flatnonzero(shape.any(0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    alone = np.where(shape[..., None], pixels, np.uint8((123, 117, 104)))
    return Image.fromarray((alone if profile == "paper" else pixels)[box])


def embedded(clip, image):
    with torch.no_grad():
        values = clip.encode_image(open_clip.image_transform(224, is_train=False)(image)[None])[0].double().numpy()
    return values / np.linalg.norm(values)


def score(profile, package, sam, relations, clip, settings, selection, sent, received):
    similarity = np.array(json.loads((RESOURCES / "clip" / "relation-similarity.json").read_text())["similarity"])
    graphs = [graph(profile, everything(package, sam, reduced(picture(name), settings["max_width"]), settings), relations, clip,
                    settings, selection, picture(name)) for name in (sent, received)]
    result = sess_match.sess(*graphs, similarity, profile=profile)
    print(profile, sent, received, result, [len(g["importance"]) for g in graphs])
    return dict(profile=profile, sent=sent, received=received, nodes=[len(g["importance"]) for g in graphs], **result)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for each, its in MINIATURES.items():
        record(each, its)
