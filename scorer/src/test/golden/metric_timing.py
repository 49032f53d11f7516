"""CPU time of Python's metrics on the pair that MetricTiming wrote, one thread each.

    python3 metric_timing.py FOLDER

Networks have random weights, which take the same time. Needs scikit-image, torch, torchvision, pytorch-msssim, piq, lpips,
timm and open_clip_torch; what is not there is left out.
"""
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import torch
from PIL import Image

torch.set_num_threads(1)
torch.set_grad_enabled(False)
LUMA = np.array([.299, .587, .114])


def measure(name, compute):
    compute()
    least = float("inf")
    for _ in range(5):
        start, count = time.process_time(), 0
        while time.process_time() - start < .5:
            value = compute()
            count += 1
        least = min(least, (time.process_time() - start) / count)
    print(f"{name:32} {least * 1e3:9.2f} ms  {float(value):.6f}", flush=True)


def tensor(picture, dtype=torch.float32):
    return torch.from_numpy(picture.transpose(2, 0, 1)[None].copy()).to(dtype)


def scikit_image(sent, received):
    from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity
    as_ours = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255)
    luma = sent @ LUMA, received @ LUMA
    measure("mse scikit-image", lambda: mean_squared_error(sent, received))
    measure("psnr scikit-image", lambda: peak_signal_noise_ratio(sent, received, data_range=255))
    measure("ssim scikit-image", lambda: structural_similarity(*luma, **as_ours))
    measure("ssim_rgb scikit-image", lambda: structural_similarity(
        sent.astype(float), received.astype(float), channel_axis=2, **as_ours))


def pytorch_msssim(sent, received):
    from pytorch_msssim import ms_ssim, ssim
    for dtype in torch.float32, torch.float64:
        pair = tensor(sent, dtype), tensor(received, dtype)
        measure(f"ssim_rgb pytorch-msssim {str(dtype)[-7:]}", lambda: ssim(*pair, data_range=255))
        measure(f"ms_ssim pytorch-msssim {str(dtype)[-7:]}", lambda: ms_ssim(*pair, data_range=255))


def piq(sent, received):
    import piq
    pair = tensor(sent), tensor(received)
    measure("ssim_rgb piq", lambda: piq.ssim(*pair, data_range=255, downsample=False))
    measure("ms_ssim piq", lambda: piq.multi_scale_ssim(*pair, data_range=255))


def perceptual(sent, received):
    import lpips
    pair = tensor(sent) / 127.5 - 1, tensor(received) / 127.5 - 1
    for net in "alex", "squeeze":
        loss = lpips.LPIPS(net=net, pnet_rand=True, verbose=False).eval()
        measure(f"lpips {net} lpips", lambda: loss(*pair))


def normalised(picture, model_size):
    """From the picture to the network's input: part of the metric, and so of its time."""
    image = Image.fromarray(picture).resize((model_size, model_size), Image.BICUBIC)
    return (tensor(np.asarray(image)) / 255 - .5) / .5


def vit(sent, received):
    import timm
    model = timm.create_model("vit_base_patch16_224").eval()

    def vitscore():
        a, b = (torch.nn.functional.normalize(model.forward_features(normalised(p, 224))[:, 1:][0], dim=1)
                for p in (sent, received))
        similar = a @ b.T
        recall, precision = similar.max(1).values.mean(), similar.max(0).values.mean()
        return 2 * recall * precision / (recall + precision)
    measure("vitscore ViT-B/16 timm", vitscore)


def clip(sent, received):
    import open_clip
    model = open_clip.create_model("ViT-B-32").eval()

    def clipscore():
        a, b = (model.encode_image(normalised(p, 224)) for p in (sent, received))
        return torch.nn.functional.cosine_similarity(a, b)[0]
    measure("clipscore ViT-B/32 open_clip", clipscore)


if __name__ == "__main__":
    pair = [np.asarray(Image.open(f"{sys.argv[1]}/{name}.png").convert("RGB")) for name in ("sent", "received")]
    print("torch", torch.__version__)
    for library in scikit_image, pytorch_msssim, piq, perceptual, vit, clip:
        try:
            library(*pair)
        except ImportError as missing:
            print(f"left out: {missing}")
