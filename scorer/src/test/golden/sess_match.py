"""SeSS graph matching, profile `paper`, in numpy and scipy: an oracle written apart from the Java code.

    python3 sess_match.py PAIRS.jsonl EXPECTED.jsonl RELATION_SIMILARITY.json    checks itself against known results
"""
import json
import sys

import numpy as np
from scipy.optimize import linear_sum_assignment

ALPHA, BETA, SWEEPS, GAMMA, POWER = .25, .05, 7, .10, 1 / 2.25


def assign(weights):
    """Value of the maximum-weight assignment."""
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return weights[rows, columns].sum()


def sess(a, b, relation_similarity, similarity=lambda cosine: cosine):
    """a, b: dicts with image [d], embeddings [n, d], importance [n], relations [(subject, object, predicate, ...)].
    Gives score (not clipped), graph and image."""
    image = float(similarity(a["image"] @ b["image"]))
    i1, i2 = np.asarray(a["importance"]), np.asarray(b["importance"])
    n1, n2 = len(i1), len(i2)
    if not n1 and not n2:
        return dict(score=image, graph=None, image=image)
    if not n1 or not n2:
        return dict(score=GAMMA * image, graph=0., image=image)
    matrix = swept(a, b, relation_similarity, similarity)
    graph = float((assign(matrix * i1[:, None]) * n1 + assign(matrix * i2[None]) * n2) / (n1 + n2))
    return dict(score=(1 - GAMMA) * graph + GAMMA * image, graph=graph, image=image)


def swept(a, b, relation_similarity, similarity):
    """Similarities of the nodes of a and b after the sweeps."""
    i1, i2 = np.asarray(a["importance"]), np.asarray(b["importance"])
    out1, out2 = _neighbours(a["relations"], len(i1)), _neighbours(b["relations"], len(i2))
    matrix = similarity(np.asarray(a["embeddings"]) @ np.asarray(b["embeddings"]).T)
    for _ in range(SWEEPS):
        before, matrix = matrix, np.empty_like(matrix)
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


def from_interchange(graph, predicates):
    def unit(x):
        x = np.array(x, float)
        return x / np.linalg.norm(x)

    nodes = graph["nodes"]
    weights = np.array([node["importance"] if "importance" in node else node["saliency"] ** POWER for node in nodes])
    return dict(image=unit(graph["image"]), embeddings=[unit(node["embedding"]) for node in nodes],
                importance=weights / weights.sum() if len(nodes) else weights,
                relations=[(r["subject"], r["object"], predicates.index(r["predicate"]))
                           for r in graph["relations"]])


def main(pairs, expected, similarities):
    table = json.load(open(similarities))
    matrix, worst, count = np.array(table["similarity"]), 0., 0
    known = {row["name"]: row["paper"] for row in map(json.loads, open(expected))}
    for pair in map(json.loads, open(pairs)):
        got = sess(*(from_interchange(pair[side], table["predicates"]) for side in "ab"), matrix)
        worst, count = max(worst, abs(got["score"] - known[pair["name"]]["score"])), count + 1
    print(f"{count} pairs, largest difference {worst:.1e}")


if __name__ == "__main__":
    main(*sys.argv[1:])
