"""SeSS graph matching in numpy and scipy: an oracle written apart from the Java code.

    python3 sess_match.py PAIRS.jsonl EXPECTED.jsonl RELATION_SIMILARITY.json    checks itself against known results
"""
import json
import sys

import numpy as np
from scipy.optimize import linear_sum_assignment

ALPHA, BETA, SWEEPS = .25, .05, 7
GAMMA = dict(paper=.10, reference=.05)
POWER = dict(paper=1 / 2.25, reference=1 / 2.5)


def assign(weights):
    """Value of the maximum-weight assignment."""
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return weights[rows, columns].sum()


def importance(saliency, relations, profile="paper"):
    """saliency: sum over each node's mask; relations: [(subject, object, predicate, confidence)]; for `reference` as the demo
    has it, with what it leaves undefined as the SeSS page says."""
    powered = np.asarray(saliency, float) ** POWER[profile]
    if not powered.any():
        return np.full(len(powered), 1 / max(len(powered), 1))
    looks = powered / powered.sum()
    if profile == "paper" or len(looks) == 1:
        return looks
    related = np.zeros_like(looks)
    for i, j, _, confidence in relations:
        if looks[i] + looks[j]:
            related[i] += confidence * looks[i] / (looks[i] + looks[j])
            related[j] += confidence * looks[j] / (looks[i] + looks[j])
    related **= 1 / 3
    return .8 * looks + .2 * related / related.sum() if related.any() else looks


def sess(a, b, relation_similarity, similarity=lambda cosine: cosine, profile="paper"):
    """a, b: dicts with image [d], embeddings [n, d], importance [n], relations [(subject, object, predicate, ...)], and for
    `reference` centroids [n, (y, x)] as shares. Gives score (not clipped), graph and image."""
    image = float(similarity(a["image"] @ b["image"]))
    i1, i2 = np.asarray(a["importance"]), np.asarray(b["importance"])
    n1, n2 = len(i1), len(i2)
    if not n1 and not n2:
        return dict(score=image, graph=None, image=image)
    if not n1 or not n2:
        return dict(score=GAMMA[profile] * image, graph=0., image=image)
    matrix = swept(a, b, relation_similarity, similarity, profile)
    graph = float((assign(matrix * i1[:, None]) * n1 + assign(matrix * i2[None]) * n2) / (n1 + n2))
    return dict(score=(1 - GAMMA[profile]) * graph + GAMMA[profile] * image, graph=graph, image=image)


def swept(a, b, relation_similarity, similarity, profile="paper"):
    """Similarities of the nodes of a and b after the sweeps."""
    i1, i2 = np.asarray(a["importance"]), np.asarray(b["importance"])
    out1, out2 = _neighbours(a["relations"], len(i1)), _neighbours(b["relations"], len(i2))
    matrix = similarity(np.asarray(a["embeddings"]) @ np.asarray(b["embeddings"]).T)
    if profile == "reference":
        apart = np.asarray(a["centroids"])[:, None] - np.asarray(b["centroids"])[None]
        matrix = .8 * matrix + .2 * (1 - (apart ** 2).sum(-1) / 2)
    for sweep in range(SWEEPS):
        # The demo's sweeps but the first read what they have just written.
        before, matrix = matrix, matrix if profile == "reference" and sweep else np.empty_like(matrix)
        for u in range(len(i1)):
            for v in range(len(i2)):
                matrix[u, v] = (1 - BETA) * before[u, v] + BETA * _support(
                    before, relation_similarity, out1[u], out2[v], i1, i2, u, v)
    return matrix


def _support(matrix, relation_similarity, near_u, near_v, i1, i2, u, v):
    """How well the neighbours of u and v match."""
    if not near_u or not near_v:
        return 1. if not near_u and not near_v else 0.
    x, r = zip(*near_u)
    y, q = zip(*near_v)
    x, r, y, q = map(list, (x, r, y, q))
    score = (1 - ALPHA) * matrix[np.ix_(x, y)] + ALPHA * relation_similarity[np.ix_(r, q)]
    s1 = assign(score * (i1[x] / i1[x].sum())[:, None])
    s2 = assign(score * (i2[y] / i2[y].sum())[None])
    return (s1 * i1[u] + s2 * i2[v]) / (i1[u] + i2[v])


def _neighbours(relations, count):
    """(object, predicate) of every node's outgoing relations, ascending."""
    out = [[] for _ in range(count)]
    for subject, target, predicate, *_ in relations:
        out[subject].append((target, predicate))
    return [sorted(row) for row in out]


def from_interchange(graph, predicates, profile):
    def unit(x):
        x = np.array(x, float)
        return x / np.linalg.norm(x)

    nodes = graph["nodes"]
    relations = [(r["subject"], r["object"], predicates.index(r["predicate"]), r["confidence"]) for r in graph["relations"]]
    if nodes and "importance" in nodes[0]:
        weights = np.array([node["importance"] for node in nodes])
        weights = weights / weights.sum()
    else:
        weights = importance([node["saliency"] for node in nodes], relations, profile)
    return dict(image=unit(graph["image"]), embeddings=[unit(node["embedding"]) for node in nodes], importance=weights,
                centroids=[node["centroid"] for node in nodes], relations=relations)


def main(pairs, expected, similarities):
    table = json.load(open(similarities))
    matrix = np.array(table["similarity"])
    known = {row["name"]: row for row in map(json.loads, open(expected))}
    for profile in GAMMA:
        off = [abs(sess(*(from_interchange(pair[side], table["predicates"], profile) for side in "ab"), matrix, profile=profile)
                   ["score"] - known[pair["name"]][profile]["score"]) for pair in map(json.loads, open(pairs))]
        print(f"{profile}: {len(off)} pairs, largest difference {max(off):.1e}")


if __name__ == "__main__":
    main(*sys.argv[1:])
