"""Exports a vision transformer of timm as a bundle for the metric `vitscore`.

    python3 export_vit.py MODEL CHECKPOINT OUT

MODEL is timm's name of the architecture (vit_base_patch16_224 ...), CHECKPOINT its pretrained weights (.safetensors, .bin,
.pth) or random:SEED. The exported network is compared with timm's.

    image [n, 3, size, size], normalised -> features [n, patches, d], of the last layer, its normalisation included
"""
import pathlib
import sys

import numpy as np
import onnxruntime
import timm
import torch

import metric_bundle
import onnx_files


class Features(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, image):
        # Without the class token and its like: features of patches only.
        return self.model.forward_features(image)[:, self.model.num_prefix_tokens:]


def load(name, checkpoint):
    kind, _, seed = checkpoint.partition(":")
    if kind == "random":
        torch.manual_seed(int(seed))
        return timm.create_model(name).eval()
    return timm.create_model(name, checkpoint_path=checkpoint).eval()


def export_vit(model, out):
    """Writes out/vit.onnx; returns the bundle's settings."""
    # timm's faster attention of torch 2 cannot be exported everywhere, and is the same but for rounding.
    for module in model.modules():
        if hasattr(module, "fused_attn"):
            module.fused_attn = False
    size = model.patch_embed.img_size[0]
    path = pathlib.Path(out) / "vit.onnx"
    images = torch.randn(2, 3, size, size, generator=torch.Generator().manual_seed(1))
    onnx_files.export(Features(model).eval(), {"image": images}, ["features"], path, {"image": {0: "n"}, "features": {0: "n"}})
    with torch.no_grad():
        expected = Features(model)(images[:1]).numpy()
    given = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(["features"], {"image": images[:1].numpy()})[0]
    cosines = (expected * given).sum(-1) / np.linalg.norm(expected, axis=-1) / np.linalg.norm(given, axis=-1)
    print(f"vit.onnx: {path.stat().st_size} bytes, worst 1 - cosine of a patch {1 - cosines.min():.1e}")
    assert cosines.min() > .9999
    preparation = getattr(model, "pretrained_cfg", None) or {}
    return dict(size=size, mean=list(preparation.get("mean", (.5, .5, .5))), std=list(preparation.get("std", (.5, .5, .5))))


def main(name, checkpoint, out):
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    settings = export_vit(load(name, checkpoint), folder)
    metric_bundle.write(folder, name.replace("_", "-").replace(".", "-")[:40], "vit", f"timm {timm.__version__} {name}, weights {pathlib.Path(checkpoint).name}",
                        {"network": ("vit.onnx", "Apache-2.0", f"timm {name}")}, settings)
    print(f"{folder / 'bundle.yaml'} written")


if __name__ == "__main__":
    main(*sys.argv[1:])
