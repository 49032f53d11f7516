"""Writes checkpoints of the published shapes with random weights, to try the export without the published ones.

    python3 random_checkpoints.py reference|mobile|lpips|vit|clip OUT [MODEL]

What comes of them finds nothing in pictures: it is for measuring, and never a bundle to score with.
"""
import pathlib
import sys

import torch

import export_full
import export_metric
import predicates
import relation_head


def relate_anything(token=256, width=768, inner=3072, layers=2, features=512):
    """A state dictionary with the keys of RelateAnything's."""
    head = relation_head.RelationHead(token, width, inner, layers, len(predicates.NAMES), features)
    ours = head.state_dict()
    names = relation_head.tensor_names(layers)
    weights = {f"{theirs}.{kind}": ours[f"{mine}.{kind}"] for mine, theirs in names.items() for kind in ("weight", "bias")}
    weights["model.embeddings.position_embeddings.weight"] = torch.randn(512, width) * .02
    weights["model.embeddings.token_type_embeddings.weight"] = torch.randn(2, width) * .02
    return weights


def segmenter(kind):
    if kind == "vit_t":
        from mobile_sam import sam_model_registry
    else:
        from segment_anything import sam_model_registry
    return sam_model_registry[kind]()


def clip(architecture):
    import open_clip

    return open_clip.create_model(architecture, precision="fp32")


def vision_transformer(model):
    import timm

    return timm.create_model(model)


def backbone(net):
    import export_lpips

    return export_lpips.BACKBONES[net]()


def torch_file(names):
    return next(name for name in names if not name.endswith(".safetensors"))


def save(weights, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(weights, path)


def main(name, out, model=None):
    out = pathlib.Path(out)
    torch.manual_seed(1)
    if name in export_full.BUNDLES:
        spec = export_full.BUNDLES[name]
        (files, kind, *_), (architecture, clip_files, *_) = spec["sam"], spec["clip"]
        save(segmenter(kind).state_dict(), out / files[0])
        save(relate_anything(), out / export_full.RELATIONS[0])
        save(clip(architecture).state_dict(), out / torch_file(clip_files))
    else:
        model = model or export_metric.DEFAULTS[name]
        make = {"lpips": backbone, "vit": vision_transformer, "clip": clip}[name]
        save(make(model).state_dict(), out / torch_file(export_metric.files(name, model)))


if __name__ == "__main__":
    main(*sys.argv[1:])
