"""The segmentation head on the backbone's outputs: one boundary logit and a pixel embedding at stride 4."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from backbone import TAPS

WIDTH, EMBEDDING = 48, 16


def separable(channels_in, channels_out):
    return nn.Sequential(nn.Conv2d(channels_in, channels_in, 3, padding=1, groups=channels_in, bias=False),
                         nn.Conv2d(channels_in, channels_out, 1), nn.ReLU())


def double(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Head(nn.Module):
    """A small feature pyramid. Inputs are normalised with the training set's mean and spread (buffers n<stride>m, n<stride>s).

    Two pixels belong to one region where the squared distance of their embeddings is below `scale`.
    """

    def __init__(self, dropout=.1):
        super().__init__()
        self.l32, self.l16 = nn.Conv2d(192, 96, 1), nn.Conv2d(112, 64, 1)
        self.l8, self.l4 = nn.Conv2d(40, WIDTH, 1), nn.Conv2d(24, WIDTH, 1)
        self.l2 = nn.Conv2d(16, 16, 3, stride=2, padding=1)
        self.c32, self.c16 = separable(96, 64), separable(64, 64)
        self.r16 = nn.Conv2d(64, WIDTH, 1)
        self.c8 = nn.Sequential(separable(WIDTH, WIDTH), separable(WIDTH, WIDTH))
        self.m = nn.Conv2d(WIDTH + 16, WIDTH, 1)
        self.c4 = nn.Sequential(separable(WIDTH, 64), separable(64, 64))
        self.out = nn.Conv2d(64, 1 + EMBEDDING, 1)
        self.scale = nn.Parameter(torch.tensor(3.))
        self.dropout = dropout
        for channels, stride in TAPS.values():
            self.register_buffer(f"n{stride}m", torch.zeros(channels))
            self.register_buffer(f"n{stride}s", torch.ones(channels))

    def normal(self, x, stride):
        mean, spread = getattr(self, f"n{stride}m"), getattr(self, f"n{stride}s")
        return (x - mean.view(1, -1, 1, 1)) / spread.view(1, -1, 1, 1)

    def forward(self, taps):
        def drop(x):
            return F.dropout2d(x, self.dropout, self.training)

        p = self.c32(F.relu(self.l32(drop(self.normal(taps[14], 32)))))
        p = self.c16(F.relu(self.l16(drop(self.normal(taps[10], 16))) + double(p)))
        p = self.c8(F.relu(self.l8(drop(self.normal(taps[4], 8))) + double(self.r16(p))))
        fine = F.relu(self.l2(self.normal(taps[0], 2)))
        q = torch.cat([F.relu(self.l4(self.normal(taps[2], 4)) + double(p)), fine], 1)
        out = self.out(self.c4(F.relu(self.m(q))))
        return out[:, :1], out[:, 1:]
