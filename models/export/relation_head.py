"""The relation head of RelateAnything as an ONNX graph, from its checkpoint alone.

`RelationHead`: tokens [B, N, 256] (SAM's mask tokens) -> scores [B, R, N, N] (0..1; relation, subject, object)

Two BERT layers between two small projections. As in the original every object has position 1 and token type 0, and an
object's relation with itself counts nothing. Evaluation mode: no dropout.
"""
import math

import torch
from torch import nn

import onnx_files

HEADS = 12
SELF = -9999.0
BERT_EPSILON = 1e-12


class BertLayer(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.mixed, self.mixed_norm = nn.Linear(width, width), nn.LayerNorm(width, eps=BERT_EPSILON)
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=BERT_EPSILON)

    def forward(self, x):
        def heads(y):
            return y.reshape(y.shape[0], y.shape[1], HEADS, -1).transpose(1, 2)

        query, key, value = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        weights = torch.softmax(query @ key.transpose(2, 3) / math.sqrt(query.shape[-1]), dim=-1)
        x = self.mixed_norm(x + self.mixed((weights @ value).transpose(1, 2).flatten(2)))
        return self.norm(x + self.outer(nn.functional.gelu(self.inner(x))))


class RelationHead(nn.Module):
    def __init__(self, token, width, inner, layers, relations, features):
        super().__init__()
        self.relations = relations
        self.fc_input = nn.Sequential(nn.Linear(token, width), nn.LayerNorm(width))
        self.fc_output = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width))
        self.place = nn.Parameter(torch.zeros(width))
        self.place_norm = nn.LayerNorm(width, eps=BERT_EPSILON)
        self.layers = nn.ModuleList(BertLayer(width, inner) for _ in range(layers))
        self.cls_sub, self.cls_obj = (nn.Linear(width, relations * features) for _ in range(2))

    def forward(self, tokens):
        x = self.place_norm(self.fc_input(tokens) + self.place)
        for layer in self.layers:
            x = layer(x)
        x = self.fc_output(x)

        def parts(y):
            return y.reshape(y.shape[0], y.shape[1], self.relations, -1).transpose(1, 2)

        subjects, objects = parts(self.cls_sub(x)), parts(self.cls_obj(x))
        scores = subjects @ objects.transpose(2, 3) / math.sqrt(subjects.shape[-1])
        itself = torch.eye(tokens.shape[1], dtype=scores.dtype)
        return torch.sigmoid(scores * (1 - itself) + SELF * itself)


def load_relation_head(checkpoint, relations):
    """The head with the weights of a RelateAnything state dictionary, which says all sizes but the number of relations.

    Raises KeyError for a missing tensor, ValueError for one of the wrong shape.
    """
    token = checkpoint["fc_input.0.weight"].shape[1]
    width = checkpoint["fc_input.0.weight"].shape[0]
    inner = checkpoint["model.encoder.layer.0.intermediate.dense.weight"].shape[0]
    layers = len({key.split(".")[3] for key in checkpoint if key.startswith("model.encoder.layer.")})
    rows = checkpoint["cls_sub.weight"].shape[0]
    if rows % relations or width % HEADS:
        raise ValueError(f"cls_sub.weight has {rows} rows of {width}, which {relations} relations and {HEADS} heads do not "
                         "divide")
    head = RelationHead(token, width, inner, layers, relations, rows // relations)
    head.load_state_dict(renamed(checkpoint, layers))
    return head.eval()


def tensor_names(layers):
    """{ours: the checkpoint's}, without .weight and .bias."""
    bert = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "mixed": "attention.output.dense", "mixed_norm": "attention.output.LayerNorm",
            "inner": "intermediate.dense", "outer": "output.dense", "norm": "output.LayerNorm"}
    names = {same: same for same in ("fc_input.0", "fc_input.1", "fc_output.0", "fc_output.1", "cls_sub", "cls_obj")}
    names["place_norm"] = "model.embeddings.LayerNorm"
    for layer in range(layers):
        names.update({f"layers.{layer}.{ours}": f"model.encoder.layer.{layer}.{theirs}" for ours, theirs in bert.items()})
    return names


def renamed(checkpoint, layers):
    weights = {f"{ours}.{kind}": checkpoint[f"{theirs}.{kind}"]
               for ours, theirs in tensor_names(layers).items() for kind in ("weight", "bias")}
    embeddings = "model.embeddings."
    weights["place"] = (checkpoint[embeddings + "position_embeddings.weight"][1]
                        + checkpoint[embeddings + "token_type_embeddings.weight"][0])
    return weights


def export_relations(head, out):
    """Writes relation-head.onnx to the folder; returns the files."""
    tokens = torch.zeros(1, 3, head.fc_input[0].in_features)
    batch, pairs = {0: "batch", 1: "objects"}, {0: "batch", 2: "objects", 3: "objects"}
    return onnx_files.export(head, {"tokens": tokens}, ["scores"], out / "relation-head.onnx",
                             {"tokens": batch, "scores": pairs})


def check(head):
    """Says how far an exported head is from the module; of a few objects."""
    tokens = torch.randn(1, 5, head.fc_input[0].in_features, generator=torch.Generator().manual_seed(3))

    def compare(path, typical):
        with torch.no_grad():
            return onnx_files.difference(path, {"tokens": tokens}, {"scores": head(tokens)}, typical)

    return compare
