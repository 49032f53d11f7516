"""Trains the segmentation head and the projection of the features on a folder in COCO panoptic format.

    python3 train_head.py COCO_FOLDER OUT_FOLDER [SECONDS]      writes head.pt and projection.npz; 600 s by default

The backbone stays as it is. Each photo is seen plain and as a mirrored JPEG, so that the head learns to bear
compression. Two losses: is this cell on a boundary, and do these two cells belong to one segment.
"""
import io
import pathlib
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps

import backbone
from coco import Folder
from head import Head

SEED, RATE, DECAY, BATCH = 0, 3e-3, 1e-2, 3
PAIRS, REACH = 12_000, 50.  # pairs of cells a photo; their distance is log-uniform in 1..REACH cells
QUALITIES = (8, 15, 30, 60)
PROJECTED, LEAST_AREA = 128, .006


def samples(net, folder):
    """(taps as 16-bit, segments at stride 4) of each photo and of its mirrored JPEG."""
    rng = random.Random(SEED)
    with torch.no_grad():
        for photo in folder.photos():
            data = io.BytesIO()
            ImageOps.mirror(photo.picture).save(data, "JPEG", quality=rng.choice(QUALITIES))
            mirrored = Image.open(data).convert("RGB")
            for picture, segments in ((photo.picture, photo.segments), (mirrored, photo.segments[:, ::-1])):
                image = torch.tensor(np.asarray(picture, np.float32)).permute(2, 0, 1)[None]
                taps = {tap: value.half() for tap, value in net(image).items()}
                yield taps, torch.from_numpy(np.ascontiguousarray(segments[2::4, 2::4]))


def boundaries(segments):
    """1 where a cell has a neighbour of another segment."""
    edge = torch.zeros(segments.shape, dtype=torch.bool)
    across, down = segments[:, 1:] != segments[:, :-1], segments[1:] != segments[:-1]
    edge[:, 1:] |= across
    edge[:, :-1] |= across
    edge[1:] |= down
    edge[:-1] |= down
    return edge.float()


def balanced(logits, truth):
    """Cross-entropy in which both answers weigh the same, however rare one is."""
    loss = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    yes, no = truth.sum(), (1 - truth).sum()
    return .5 * ((loss * truth).sum() / (yes + 1) + (loss * (1 - truth)).sum() / (no + 1))


def pair_loss(embedding, segments, scale):
    """Pairs of labelled cells: closer than `scale` if they belong to one segment, farther if not."""
    h, w = segments.shape
    distance, angle = torch.exp(torch.rand(PAIRS) * np.log(REACH)), torch.rand(PAIRS) * 2 * np.pi
    y, x = torch.randint(0, h, (PAIRS,)), torch.randint(0, w, (PAIRS,))
    other_y = (y + (distance * torch.sin(angle)).round().long()).clamp(0, h - 1)
    other_x = (x + (distance * torch.cos(angle)).round().long()).clamp(0, w - 1)
    first, second, labels = y * w + x, other_y * w + other_x, segments.reshape(-1)
    use = (labels[first] > 0) & (labels[second] > 0) & (first != second)
    first, second = first[use], second[use]
    flat = embedding.reshape(embedding.shape[0], -1).t()
    squared = ((flat[first] - flat[second]) ** 2).sum(1)
    return balanced(scale - squared, (labels[first] == labels[second]).float())


def loss_of(head, taps, segments):
    boundary, embedding = head({tap: value.float() for tap, value in taps.items()})
    labelled = segments > 0
    edges = boundaries(segments)
    return balanced(boundary[0, 0][labelled], edges[labelled]) + pair_loss(embedding[0], segments, head.scale)


def set_normalisation(head, data):
    for tap, (_, stride) in backbone.TAPS.items():
        values = torch.cat([taps[tap][0].float().flatten(1)[:, ::7] for taps, _ in data[::5]], 1)
        getattr(head, f"n{stride}m").copy_(values.mean(1))
        getattr(head, f"n{stride}s").copy_(values.std(1) + 1e-4)


def train(head, data, seconds):
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    start, step, order, recent = time.time(), 0, [], []
    while (done := (time.time() - start) / seconds) < 1:
        optimizer.param_groups[0]["lr"] = RATE * min(1, step / 50 + .02) * (.5 + .5 * np.cos(np.pi * done)) + 1e-5
        optimizer.zero_grad()
        for _ in range(BATCH):
            if not order:
                order = random.sample(range(len(data)), len(data))
            loss = loss_of(head, *data[order.pop()]) / BATCH
            loss.backward()
            recent.append(float(loss) * BATCH)
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.)
        optimizer.step()
        step += 1
        if step % 50 == 0:
            print(f"step {step}, {time.time() - start:.0f} s, loss {np.mean(recent[-150:]):.4f}", flush=True)
    print(f"{step} steps")


def projection(data):
    """Mean and the first principal directions of the masks' mean features; signs fixed so that a rerun agrees."""
    means = []
    for taps, segments in data[::2]:
        features = taps[backbone.LAST_BLOCK][0].float().numpy()
        channels, h, w = features.shape
        for segment in range(1, int(segments.max()) + 1):
            mask = segments.numpy() == segment
            if mask.mean() > LEAST_AREA:
                share = mask.reshape(h, 8, w, 8).mean((1, 3))
                means.append((features * share).sum((1, 2)) / share.sum())
    means = np.stack(means)
    centre = means.mean(0)
    directions = np.linalg.svd(means - centre, full_matrices=False)[2][:PROJECTED].T
    directions *= np.sign(directions[np.abs(directions).argmax(0), np.arange(directions.shape[1])])
    return directions.astype(np.float32), centre.astype(np.float32)


def main(coco, out, seconds=600):
    torch.manual_seed(SEED)
    random.seed(SEED)
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    data = list(samples(backbone.load(), Folder(coco)))
    directions, centre = projection(data)
    np.savez(folder / "projection.npz", W=directions, mu=centre)
    head = Head()
    set_normalisation(head, data)
    train(head, data, float(seconds))
    torch.save(head.eval().state_dict(), folder / "head.pt")


if __name__ == "__main__":
    main(*sys.argv[1:])
