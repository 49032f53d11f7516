"""RelateAnything's relation head in miniature, of the transformers library's BERT as in the original; weights from a seed."""
import torch
from torch import nn
from transformers import BertConfig, BertModel

TOKEN, WIDTH, FEATURES, RELATIONS = 32, 48, 12, 56


class MiniRelations(nn.Module):
    """The keys of its state dictionary are those of the published checkpoint, and with token 256, width 768, inner 3072,
    features 512 its shapes too, but for the words, of which it uses none. spread and gain: of the weights."""

    def __init__(self, seed=7, token=TOKEN, width=WIDTH, inner=96, features=FEATURES, spread=.3, gain=3):
        super().__init__()
        torch.manual_seed(seed)
        self.features = features
        self.fc_input = nn.Sequential(nn.Linear(token, width), nn.LayerNorm(width))
        self.fc_output = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width))
        self.model = BertModel(BertConfig(
            vocab_size=4, hidden_size=width, num_hidden_layers=2, num_attention_heads=12, intermediate_size=inner,
            max_position_embeddings=64, initializer_range=spread))
        self.cls_sub = nn.Linear(width, features * RELATIONS)
        self.cls_obj = nn.Linear(width, features * RELATIONS)
        with torch.no_grad():
            for name, weight in self.named_parameters():
                if name.endswith("bias"):
                    weight.normal_(std=.1)
            # Scores from 0 to 1 instead of around .5.
            for layer in (self.cls_sub, self.cls_obj):
                layer.weight.mul_(gain)
        self.eval()

    @torch.no_grad()
    def forward(self, tokens):
        """Scores [R, N, N] of tokens [N, T], an object's relation with itself masked."""
        count = len(tokens)
        embedded = self.fc_input(tokens[None])
        hidden = self.model(inputs_embeds=embedded, position_ids=torch.ones(1, count, dtype=torch.long)).last_hidden_state
        hidden = self.fc_output(hidden)
        subjects = self.cls_sub(hidden).reshape(count, RELATIONS, self.features).permute(1, 0, 2)
        objects = self.cls_obj(hidden).reshape(count, RELATIONS, self.features).permute(1, 2, 0)
        scores = subjects @ objects / self.features ** .5
        itself = torch.eye(count)[None]
        return torch.sigmoid(scores * (1 - itself) - 9999 * itself)


def kept(scores, top, first, minimum, drop_last):
    """[(subject, object, predicate, score)], best first, as the SeSS page says; one predicate for each pair."""
    relations, count, _ = scores.shape
    flat = scores.flatten().tolist()
    order = sorted((i for i in range(len(flat)) if i % count != i // count % count), key=lambda i: (-flat[i], i))[:top]
    end = min(first, len(order))
    while end < len(order) and flat[order[end]] >= minimum:
        end += 1
    if drop_last and end > first:
        end -= 1
    best = {}
    for i in order[:end]:
        pair = (i // count % count, i % count)
        best.setdefault(pair, (*pair, i // count ** 2, flat[i]))
    return list(best.values())
