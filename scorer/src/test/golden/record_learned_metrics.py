"""Records miniatures of the networks of `lpips` and `vitscore`, and what their original packages make of the recorded pictures.

    python3 record_learned_metrics.py            writes ../resources/learned

lpips 0.1.4, timm 0.9.16, torch 1.13, Pillow 12.0.0. The LPIPS miniature has a narrow AlexNet with random weights under the
package's own code and the first channels of its own heads; the ViT is timm's class with few channels.
"""
import json
import pathlib
import sys
from collections import namedtuple

import lpips
import numpy as np
import torch
from PIL import Image
from timm.models.vision_transformer import VisionTransformer
from torch import nn

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[3] / "models/export"))
import export_lpips  # noqa: E402
import export_vit  # noqa: E402
import metric_bundle  # noqa: E402

PICTURES = HERE.parent / "resources/golden"
OUT = HERE.parent / "resources/learned"
PAIRS = [(a, b) for a in ("cat", "pagoda") for b in (a, f"{a}-jpeg80", f"{a}-jpeg10", f"{a}-jpeg2")] + [("pagoda-jpeg2", "pagoda"), ("pagoda", "metrics/pagoda-200x150"), ("coffee", "rocket")]
Outputs = namedtuple("Outputs", ["relu1", "relu2", "relu3", "relu4", "relu5"])


class NarrowAlexNet(nn.Module):
    WIDTHS = (8, 12, 16, 12, 12)

    def __init__(self):
        super().__init__()
        a, b, c, d, e = self.WIDTHS
        pool = nn.MaxPool2d(kernel_size=3, stride=2)
        self.slices = nn.ModuleList([
            nn.Sequential(nn.Conv2d(3, a, 11, stride=4, padding=2), nn.ReLU()), nn.Sequential(pool, nn.Conv2d(a, b, 5, padding=2), nn.ReLU()),
            nn.Sequential(pool, nn.Conv2d(b, c, 3, padding=1), nn.ReLU()), nn.Sequential(nn.Conv2d(c, d, 3, padding=1), nn.ReLU()),
            nn.Sequential(nn.Conv2d(d, e, 3, padding=1), nn.ReLU())])

    def forward(self, x):
        found = []
        for part in self.slices:
            x = part(x)
            found.append(x)
        return Outputs(*found)


def mini_lpips():
    torch.manual_seed(3)
    loss = lpips.LPIPS(net="alex", version="0.1", pnet_rand=True, verbose=False)
    loss.net = NarrowAlexNet()
    for head, width in zip(loss.lins, NarrowAlexNet.WIDTHS):
        head.model[-1].weight = nn.Parameter(head.model[-1].weight[:, :width].detach().clone())
    return loss.eval()


def mini_vit():
    torch.manual_seed(4)
    model = VisionTransformer(img_size=224, patch_size=32, embed_dim=16, depth=2, num_heads=2, num_classes=0).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("weight") and weight.dim() > 1:
                weight.mul_(4)
    return model


def pixels(name, size=None):
    image = Image.open(PICTURES / f"{name}.png").convert("RGB")
    return torch.from_numpy(np.array(image.resize(size, Image.BILINEAR) if size else image)).float().permute(2, 0, 1)[None]


def distance(loss, sent, received):
    a = pixels(sent)
    with torch.no_grad():
        return loss(a / 127.5 - 1, pixels(received, (a.shape[3], a.shape[2])) / 127.5 - 1).item()


def vitscore(model, sent, received):
    """Equations 10 to 14 of the SeSS paper."""
    def patches(name):
        with torch.no_grad():
            features = model.forward_features((pixels(name, (224, 224)) / 255 - .5) / .5)[0, 1:].double()
        return features / features.norm(dim=1, keepdim=True)

    similarity = patches(sent) @ patches(received).T
    recall, precision = similarity.max(1)[0].mean().item(), similarity.max(0)[0].mean().item()
    return 2 * recall * precision / (recall + precision)


def main():
    loss, vit = mini_lpips(), mini_vit()
    for name, family, model, export, file in (("mini-lpips", "lpips", loss, export_lpips.export_lpips, "lpips.onnx"),
                                              ("mini-vit", "vit", vit, export_vit.export_vit, "vit.onnx")):
        folder = OUT / family
        folder.mkdir(parents=True, exist_ok=True)
        settings = export(model, folder)
        metric_bundle.write(folder, name, family, "random weights, for tests", {"network": (file, "Apache-2.0", "random weights")}, settings)
    lines = [json.dumps({"sent": a, "received": b, "lpips": distance(loss, a, b), "vitscore": vitscore(vit, a, b)}) for a, b in PAIRS]
    (OUT / "values.json").write_text('{"made_by": "lpips 0.1.4, timm 0.9.16, torch %s", "pairs": [\n%s\n]}\n' % (torch.__version__, ",\n".join(lines)))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
