"""Exports a vision transformer of timm as a bundle for the metric `vitscore`.

The exported network is compared with timm's.

    image [n, 3, size, size], normalised -> features [n, patches, d], of the last layer, its normalisation included
"""
import pathlib

import numpy as np
import onnxruntime
import timm
import torch

import onnx_files


class Features(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, image):
        # Without the class token and its like: features of patches only.
        return self.model.forward_features(image)[:, self.model.num_prefix_tokens:]


def load(name, weights):
    """timm's model of this name; weights: its tensors by name."""
    model = timm.create_model(name, num_classes=0)
    if not hasattr(model, "num_prefix_tokens"):
        raise ValueError(f"{name} is no vision transformer")
    # How it names what it sees is of no use here, and differs from checkpoint to checkpoint.
    model.load_state_dict({key: value for key, value in weights.items() if not key.startswith("head")})
    return model.eval()


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
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    given = session.run(["features"], {"image": images[:1].numpy()})[0]
    cosines = (expected * given).sum(-1) / np.linalg.norm(expected, axis=-1) / np.linalg.norm(given, axis=-1)
    onnx_files.require_close("vit.onnx, 1 - cosine of a patch", 1 - cosines.min(), 1e-4)
    preparation = getattr(model, "pretrained_cfg", None) or {}
    return dict(size=size, mean=list(preparation.get("mean", (.5, .5, .5))), std=list(preparation.get("std", (.5, .5, .5))))
