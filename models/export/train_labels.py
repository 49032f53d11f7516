"""Trains the label probe: names of COCO panoptic classes from the embeddings of their masks.

    python3 train_labels.py LITE.onnx COCO_FOLDER OUT.npz

Softmax regression on 8 * embedding of every labelled segment, of the photo and of a mirrored JPEG of it. The strong
decay keeps confidences below the share of names that are right, which is what a reader of a name expects.
"""
import io
import sys

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps

from coco import Folder

SCALE, DECAY, STEPS, RATE = 8, 1e-2, 400, .1
QUALITIES, LEAST_AREA = (10, 30, 60), .002


def embeddings(network, picture, segments):
    """{segment: unit-length embedding}: the mean of `features`, weighted by the segment's share of each cell."""
    image = np.ascontiguousarray(np.asarray(picture, np.float32).transpose(2, 0, 1)[None])
    features = network.run(["features"], {"image": image})[0][0]
    channels, h, w = features.shape
    found = {}
    for segment in range(1, segments.max() + 1):
        mask = segments == segment
        if mask.mean() > LEAST_AREA:
            share = mask.reshape(h, 32, w, 32).mean((1, 3))
            mean = (features * share).sum((1, 2))
            found[segment] = mean / np.linalg.norm(mean)
    return found


def samples(network, folder):
    rows, names = [], []
    for n, photo in enumerate(folder.photos()):
        data = io.BytesIO()
        photo.picture.save(data, "JPEG", quality=QUALITIES[n % len(QUALITIES)])
        mirrored = ImageOps.mirror(Image.open(data).convert("RGB"))
        for picture, segments in ((photo.picture, photo.segments), (mirrored, photo.segments[:, ::-1])):
            for segment, embedding in embeddings(network, picture, segments).items():
                rows.append(embedding)
                names.append(folder.names[photo.categories[segment - 1]])
    return np.stack(rows), names


def train(rows, classes, count):
    x, y = torch.tensor(SCALE * rows, dtype=torch.float32), torch.tensor(classes)
    weight, bias = torch.zeros(count, x.shape[1], requires_grad=True), torch.zeros(count, requires_grad=True)
    optimizer = torch.optim.Adam([weight, bias], lr=RATE)
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = RATE * (1 - step / STEPS)
        optimizer.zero_grad()
        loss = F.cross_entropy(x @ weight.t() + bias, y) + DECAY / 2 * (weight ** 2).sum()
        loss.backward()
        optimizer.step()
    print(f"{len(rows)} masks, {count} classes, loss {float(loss):.3f}")
    return weight.detach().numpy(), bias.detach().numpy()


def main(model, coco, out):
    network = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    rows, names = samples(network, Folder(coco))
    classes = sorted(set(names))
    weight, bias = train(rows, [classes.index(name) for name in names], len(classes))
    np.savez(out, W=weight, b=bias, names=np.array(classes))


if __name__ == "__main__":
    main(*sys.argv[1:])
