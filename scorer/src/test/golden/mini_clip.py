"""A CLIP of OpenCLIP's own classes that is small enough to be committed: few channels, seeded weights, 510 BPE merges.

Weights four times as large as at the start of a training make the embeddings of different pictures different.
"""
import gzip
import pathlib

import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from open_clip.tokenizer import default_bpe

MERGES = 510
VOCABULARY = 2 * 256 + MERGES + 2


def model():
    torch.manual_seed(1)
    clip = CLIP(
        embed_dim=24,
        vision_cfg=CLIPVisionCfg(image_size=224, patch_size=32, width=16, head_width=8, layers=2),
        text_cfg=CLIPTextCfg(context_length=77, vocab_size=VOCABULARY, width=16, heads=2, layers=2)).eval()
    with torch.no_grad():
        for name, weight in clip.named_parameters():
            if name.endswith("weight") and weight.dim() > 1 and "embedding" not in name:
                weight.mul_(4)
            if name.endswith("bias"):
                weight.normal_(std=.2)
    return clip


def merges(folder):
    """OpenCLIP's merges, but for the rare ones, as a file of its format."""
    lines = gzip.open(default_bpe()).read().decode("utf-8").split("\n")[:1 + MERGES]
    path = pathlib.Path(folder) / "merges.txt.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8")))
    return str(path)
