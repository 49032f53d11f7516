"""The names of the relations, and the file with their similarities that every bundle has."""
import json
import pathlib

import numpy as np

NAMES = json.loads(pathlib.Path(__file__).with_name("predicates.json").read_text())


def write_similarity(embeddings, out):
    """embeddings: unit-length rows, one for each of NAMES; the file holds their cosines."""
    similarity = np.round(np.asarray(embeddings, np.float64) @ np.asarray(embeddings, np.float64).T, 6)
    np.fill_diagonal(similarity, 1)
    rows = ",\n".join(json.dumps(row) for row in similarity.tolist())
    pathlib.Path(out).write_text(f'{{"predicates": {json.dumps(NAMES)},\n"similarity": [\n{rows}\n]}}\n')
