"""Writes checkpoints of the published shapes with random weights, to try the export without the published ones.

    python3 random_checkpoints.py reference|mobile OUT

What comes of them finds nothing in pictures: it is for measuring, and never a bundle to score with.
"""
import pathlib
import sys

import open_clip
import torch

import export_full
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


def main(name, out):
    spec, out = export_full.BUNDLES[name], pathlib.Path(out)
    torch.manual_seed(1)
    (files, kind, *_), (architecture, clip_files, *_) = spec["sam"], spec["clip"]
    (out / clip_files[0]).parent.mkdir(parents=True, exist_ok=True)
    if kind == "vit_t":
        from mobile_sam import sam_model_registry
    else:
        from segment_anything import sam_model_registry
    torch.save(sam_model_registry[kind]().state_dict(), out / files[0])
    torch.save(relate_anything(), out / export_full.RELATIONS[0])
    torch.save(open_clip.create_model(architecture, precision="fp32").state_dict(), out / clip_files[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
