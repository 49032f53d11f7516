"""Records the baseline metrics of other people's implementations on the recorded pictures, for the Java ones to be held to.

    python3 record_metrics.py            writes ../resources/golden/metrics

scikit-image 0.25.2 and pytorch-msssim 1.0.0 (with torch 1.13), both in double precision. pytorch-msssim makes its window
in single precision, which moves values by 1e-5; it is given one in double precision.
"""
import itertools
import json
import pathlib

import numpy as np
import pytorch_msssim
import skimage
import torch
from PIL import Image
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

PICTURES = pathlib.Path(__file__).parent.parent / "resources/golden"
OUT = PICTURES / "metrics"
SETTINGS = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255)
SSIM_SIDE, MS_SSIM_SIDE = 11, 161


def pictures():
    """Name -> RGB picture: those recorded for the recipe, and cut-outs with odd and with the least sizes."""
    found = {path.stem: np.asarray(Image.open(path).convert("RGB")) for path in sorted(PICTURES.glob("*.png"))}
    for size in ((161, 161), (161, 230), (255, 162), (160, 200), (11, 11), (12, 19), (11, 40), (10, 30)):
        for name in ("pagoda", "pagoda-jpeg10"):
            found[f"{name}@{size[0]}x{size[1]}"] = found[name][20:20 + size[1], 60:60 + size[0]]
    return found


def pairs(names):
    """Each picture with its degraded versions, both ways, and with itself."""
    for a, b in itertools.product(names, names):
        (scene_a, _, cut_a), (scene_b, _, cut_b) = a.partition("@"), b.partition("@")
        if cut_a == cut_b and scene_a.split("-")[0] == scene_b.split("-")[0] and (
                "jpeg" not in scene_a or "jpeg" not in scene_b or a == b):
            yield a, b


def luma(picture):
    return picture.astype(np.float64) @ np.array([.299, .587, .114])


def ms_ssim(a, b):
    x = np.arange(11, dtype=np.float64) - 5
    window = np.exp(-x ** 2 / (2 * 1.5 ** 2))
    window = torch.tensor((window / window.sum()).tolist(), dtype=torch.float64).repeat(3, 1, 1, 1)
    a, b = (torch.tensor(p.transpose(2, 0, 1)[None].tolist(), dtype=torch.float64) for p in (a, b))
    return float(pytorch_msssim.ms_ssim(a, b, data_range=255, win=window))


def metrics(a, b):
    values = {"mse": float(mean_squared_error(a, b))}
    values["psnr"] = 100. if values["mse"] == 0 else float(peak_signal_noise_ratio(a, b, data_range=255))
    if min(a.shape[:2]) >= SSIM_SIDE:
        values["ssim"] = float(structural_similarity(luma(a), luma(b), **SETTINGS))
        values["ssim_rgb"] = float(structural_similarity(
            a.astype(np.float64), b.astype(np.float64), channel_axis=2, **SETTINGS))
    if min(a.shape[:2]) >= MS_SSIM_SIDE:
        values["ms_ssim"] = ms_ssim(a, b)
    return values


def main():
    found = pictures()
    records = [{"sent": a, "received": b, "metrics": metrics(found[a], found[b])} for a, b in pairs(found)]
    resized = np.asarray(Image.fromarray(found["pagoda-jpeg10"]).resize((200, 150), Image.BICUBIC))
    back = np.asarray(Image.fromarray(resized).resize(found["pagoda"].shape[1::-1], Image.BILINEAR))
    OUT.mkdir(exist_ok=True)
    Image.fromarray(resized).save(OUT / "pagoda-200x150.png", optimize=True)
    records.append({"sent": "pagoda", "received": "metrics/pagoda-200x150", "metrics": metrics(found["pagoda"], back)})
    lines = ",\n".join("  " + json.dumps(record) for record in records)
    made_by = f"scikit-image {skimage.__version__}, pytorch-msssim 1.0.0, torch {torch.__version__}"
    (OUT / "values.json").write_text(f'{{"made_by": {json.dumps(made_by)}, "pairs": [\n{lines}\n]}}\n')
    print(len(records), "pairs")


if __name__ == "__main__":
    main()
