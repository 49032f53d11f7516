"""Writes labels.json, the probe that names objects, and prints the names as bundle.yaml wants them.

    python3 export_labels.py trained/labels.npz OUT.json
"""
import json
import pathlib
import re
import sys

import numpy as np

# COCO's stuff names put the noun first; people do not.
PLAIN = {
    "floor-wood": "wooden floor", "playingfield": "playing field", "wall-brick": "brick wall",
    "wall-stone": "stone wall", "wall-tile": "tiled wall", "wall-wood": "wooden wall", "window-blind": "window blind",
}


def plain(name):
    return PLAIN.get(name) or re.sub(r"(-other|-merged|-stuff)+$", "", name)


def main(trained, out):
    probe = np.load(trained)
    names = [plain(name) for name in probe["names"].tolist()]
    assert len(set(names)) == len(names), "two classes have one name"
    rows = ",\n".join("[" + ",".join(f"{value:.5g}" for value in row) + "]" for row in probe["W"])
    bias = ",".join(f"{value:.5g}" for value in probe["b"])
    pathlib.Path(out).write_text(f'{{"weights": [\n{rows}\n],\n"bias": [{bias}]}}\n')
    print(json.dumps(names))


if __name__ == "__main__":
    main(*sys.argv[1:])
