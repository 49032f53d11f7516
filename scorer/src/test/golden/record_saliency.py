"""Records OpenCV's spectral-residual saliency of the recorded pictures and of some made of them.

    python3 record_saliency.py            writes ../resources/golden/saliency.json and saliency.f32

opencv-contrib-python-headless 4.10.0.84 (5.0 gives the same), Pillow 12.0.0. Of each picture every 23rd value from the first, row-major, and the sum.
"""
import json
import pathlib

import cv2
import numpy as np
from PIL import Image

PICTURES = pathlib.Path(__file__).parent.parent / "resources/golden"
EVERY = 23


def pictures():
    for name in ("cat", "pagoda"):
        yield name, None
    for size in ((20, 300), (300, 9), (64, 64), (3, 2), (1, 1)):
        yield "rocket", size


if __name__ == "__main__":
    entries, values = [], []
    for name, size in pictures():
        image = Image.open(PICTURES / f"{name}.png").convert("RGB")
        if size:
            image = image.resize(size, Image.Resampling.BILINEAR)
        bgr = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
        _, saliency = cv2.saliency.StaticSaliencySpectralResidual_create().computeSaliency(bgr)
        kept = saliency.ravel()[::EVERY]
        entries.append({"picture": name, "size": size, "every_nth": EVERY, "count": len(kept), "sum": float(saliency.sum(dtype=np.float64))})
        values.append(kept.astype("<f4"))
    (PICTURES / "saliency.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n")
    np.concatenate(values).tofile(PICTURES / "saliency.f32")
