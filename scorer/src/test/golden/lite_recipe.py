"""The recipe `lite` in numpy: picture -> scene graph. It is the reference that the Java port is held to.

Every constant comes from bundle.yaml, but for the ramps of the relations, which are formulas of lite_relations.py.
"""
import json
import pathlib

import numpy as np
import onnxruntime
import yaml
from PIL import Image

import lite_regions
import lite_relations

BUNDLE = pathlib.Path(__file__).parents[4] / "models/src/main/resources/models/lite/1"


class Lite:
    def __init__(self, folder=BUNDLE):
        self.bundle = yaml.safe_load((folder / "bundle.yaml").read_text())
        self.settings, self.predicates = self.bundle["settings"], self.bundle["predicates"]["names"]

        def read(component):
            return folder / self.bundle["components"][component]["file"]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.network = onnxruntime.InferenceSession(str(read("network")), options, providers=["CPUExecutionProvider"])
        self.relation_similarity = np.array(json.loads(read("relation-similarity").read_text())["similarity"])
        probe = json.loads(read("labels").read_text())
        self.label_weights, self.label_bias = np.array(probe["weights"]), np.array(probe["bias"])

    def describe(self, picture):
        """All steps for one RGB picture; a dict of what each of them gives."""
        resized = self.resize(picture)
        boundary, pixels, features = self.infer(resized)
        labels = lite_regions.superpixels(boundary, pixels, self.settings)
        levels = [lite_regions.partition(labels, boundary, pixels, stop, self.settings)
                  for stop in self.settings["levels"]]
        kept, masks = lite_regions.nodes(levels, self.settings)
        embeddings, image = self.embed(features, masks)
        saliency = self.saliency(picture)
        height, width = boundary.shape
        centroids = [((y.mean() + .5) / height, (x.mean() + .5) / width) for y, x in map(np.nonzero, masks)]
        return dict(
            resized=resized, boundary=boundary, pixels=pixels, features=features, superpixels=int(labels.max()) + 1,
            levels=levels, nodes=kept, masks=masks, embeddings=embeddings, image=image, saliency=saliency,
            importance=self.importance(saliency, masks), centroids=np.array(centroids),
            relations=lite_relations.node_relations(levels, masks, self.predicates, self.settings),
            labels=[self.label(embedding) for embedding in embeddings])

    def resize(self, picture):
        scale, multiple = self.settings["long_side"] / max(picture.size), self.settings["multiple"]
        size = [max(multiple, int(np.floor(side * scale / multiple + .5)) * multiple) for side in picture.size]
        return np.asarray(picture.resize(size, Image.BILINEAR))

    def infer(self, resized):
        """boundary [h/4, w/4], pixels [h/4, w/4, 16], features [128, h/32, w/32]."""
        image = np.ascontiguousarray(resized.astype(np.float32).transpose(2, 0, 1)[None])
        boundary, pixels, features = self.network.run(["boundary", "pixels", "features"], {"image": image})
        return boundary[0, 0].astype(float), pixels[0].transpose(1, 2, 0).astype(float), features[0].astype(float)

    def embed(self, features, masks):
        """Unit-length embeddings: of each mask, and of the whole picture."""
        channels, h, w = features.shape
        cell = masks[0].shape[0] // h
        shares = np.stack([mask.reshape(h, cell, w, cell).mean((1, 3)) for mask in masks])
        means = np.einsum("nhw,chw->nc", shares, features) / shares.sum((1, 2))[:, None]
        return _unit(means), _unit(features.mean((1, 2)))

    def saliency(self, picture):
        """Spectral residual at 64x64, 0..1."""
        size = self.settings["saliency_size"]
        grey = np.asarray(picture.convert("L").resize((size, size), Image.BOX), dtype=float)
        spectrum = np.fft.fft2(grey)
        amplitude = np.log(np.abs(spectrum) + 1e-8)
        mean = sum(np.roll(amplitude, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)) / 9
        residual = np.abs(np.fft.ifft2(np.exp(amplitude - mean + 1j * np.angle(spectrum)))) ** 2
        residual = lite_regions.gaussian(residual, self.settings["saliency_sigma"])
        return (residual - residual.min()) / (residual.max() - residual.min() + 1e-12)

    def importance(self, saliency, masks):
        """The saliency under each mask (nearest cell of the saliency map), to a power, normalised."""
        height, width = masks[0].shape
        size = len(saliency)
        large = saliency[(np.arange(height) * size) // height][:, (np.arange(width) * size) // width]
        sums = np.array([large[mask].sum() for mask in masks]) + self.settings["importance_floor"]
        weights = sums ** self.settings["importance_power"]
        return weights / weights.sum()

    def label(self, embedding):
        """Most likely class and its confidence."""
        logits = self.label_weights @ (self.settings["label_scale"] * embedding) + self.label_bias
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        best = int(shares.argmax())
        return self.bundle["labels"]["names"][best], float(shares[best])

    def similarity(self, cosine):
        floor = self.settings["cal_floor"]
        return floor + (1 - floor) * np.sin(np.pi / 2 * np.clip(cosine, 0, 1))


def _unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)
