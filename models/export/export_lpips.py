"""Exports LPIPS v0.1 as a bundle for the metric `lpips`: backbone, linear heads and all else in one ONNX file.

The backbone is torchvision's AlexNet or SqueezeNet 1.1, with which LPIPS was made; the heads come with the package `lpips`. The
exported network is compared with the package's own on pictures of several sizes.

    sent, received [n, 3, h, w], samples / 127.5 - 1 -> distance [n, 1]
"""
import itertools
import pathlib

import lpips
import numpy as np
import onnxruntime
import torch
import torchvision

import onnx_files

BACKBONES = {"alex": torchvision.models.alexnet, "squeeze": torchvision.models.squeezenet1_1}
SIZES = ((64, 64), (65, 67), (96, 128), (131, 97), (225, 302), (301, 226))


class Distance(torch.nn.Module):
    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def forward(self, sent, received):
        return self.loss(sent, received).flatten(1)


def load(net, weights):
    """The package's network of the backbone alex or squeeze; weights: the backbone's tensors by name."""
    loss = lpips.LPIPS(net=net, version="0.1", pnet_rand=True, verbose=False)
    backbone = BACKBONES[net]()
    backbone.load_state_dict(weights)
    for i in range(loss.net.N_slices):
        for layer, module in getattr(loss.net, f"slice{i + 1}").named_children():
            module.load_state_dict(backbone.features[int(layer)].state_dict())
    return loss.eval()


def least_side(loss):
    """The shorter side of the smallest picture that the network takes."""
    for side in itertools.count(1):
        try:
            with torch.no_grad():
                if torch.isfinite(loss(torch.zeros(1, 3, side, side), torch.ones(1, 3, side, side))).all():
                    return side
        except RuntimeError:
            assert side < 256, "the network takes no picture of 256 pixels"


def difference(loss, path):
    """Worst difference of the exported network's distances from the package's."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    random, worst = torch.Generator().manual_seed(1), 0.
    for height, width in SIZES:
        sent = torch.rand(1, 3, height, width, generator=random) * 2 - 1
        received = (sent + .3 * torch.randn(sent.shape, generator=random)).clip(-1, 1)
        with torch.no_grad():
            expected = loss(sent, received).item()
        given = session.run(["distance"], {"sent": sent.numpy(), "received": received.numpy()})[0].item()
        worst = max(worst, abs(expected - given))
    return worst


def export_lpips(loss, out):
    """Writes out/lpips.onnx; returns the bundle's settings."""
    path = pathlib.Path(out) / "lpips.onnx"
    example = torch.rand(1, 3, 96, 128, generator=torch.Generator().manual_seed(2)) * 2 - 1
    sides = {0: "n", 2: "h", 3: "w"}
    onnx_files.export(Distance(loss).eval(), {"sent": example, "received": -example}, ["distance"], path,
                      {"sent": sides, "received": sides, "distance": {0: "n"}})
    onnx_files.require_close("lpips.onnx, distance", difference(loss, path), 1e-4)
    return dict(min_side=least_side(loss))
