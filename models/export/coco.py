"""Reads a folder in COCO panoptic format: images/*.jpg, panoptic/*.png (colour-coded segment ids), panoptic.json."""
import json
import pathlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

LONG_SIDE, MULTIPLE = 512, 32


@dataclass
class Photo:
    picture: Image.Image        # at the network's size
    segments: np.ndarray        # [h, w] 1.. per segment, 0 = not labelled
    categories: list            # category id of segment 1, 2, ...


class Folder:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        tree = json.loads((self.folder / "panoptic.json").read_text())
        self.names = {category["id"]: category["name"] for category in tree["categories"]}
        self.annotations = sorted(tree["annotations"], key=lambda annotation: annotation["image_id"])

    def __len__(self):
        return len(self.annotations)

    def photos(self):
        return (self.photo(annotation) for annotation in self.annotations)

    def photo(self, annotation):
        name = annotation["file_name"]
        picture = Image.open((self.folder / "images" / name).with_suffix(".jpg")).convert("RGB")
        scale = LONG_SIDE / max(picture.size)
        width, height = (max(MULTIPLE, int(side * scale / MULTIPLE + .5) * MULTIPLE) for side in picture.size)
        colours = np.asarray(Image.open(self.folder / "panoptic" / name).convert("RGB")).astype(int)
        ids = colours @ [1, 256, 65536]
        rows = ((np.arange(height) + .5) * ids.shape[0] / height).astype(int)
        columns = ((np.arange(width) + .5) * ids.shape[1] / width).astype(int)
        ids = ids[rows][:, columns]
        segments = np.zeros(ids.shape, np.int64)
        for i, segment in enumerate(annotation["segments_info"], 1):
            segments[ids == segment["id"]] = i
        categories = [segment["category_id"] for segment in annotation["segments_info"]]
        return Photo(picture.resize((width, height), Image.BILINEAR), segments, categories)
