"""Records what Pillow makes of the recorded pictures in other sizes, as hashes of the pixels, for PictureResize and Thumbnail.

    python3 record_resize.py            writes ../resources/golden/resize.json

Pillow 12.0.0 (13 picks the order of its two passes by size; see PictureResize). "repeat": each pixel of the recorded picture becomes a square of that many, which makes large pictures of
small files. "part": left, upper, width, height of what is kept of the resized picture.
"""
import hashlib
import json
import pathlib

import numpy as np
import PIL
from PIL import Image

PICTURES = pathlib.Path(__file__).parent.parent / "resources/golden"
FILTERS = {"TRIANGLE": Image.Resampling.BILINEAR, "BOX": Image.Resampling.BOX, "CUBIC": Image.Resampling.BICUBIC}
SIZES = ((224, 224), (97, 341), (640, 31), (13, 17), (1, 1), (900, 700), (301, 77))


def picture(name, repeat=1, cut=None):
    pixels = np.asarray(Image.open(PICTURES / f"{name}.png").convert("RGB"))
    if cut:
        x, y, w, h = cut
        pixels = pixels[y:y + h, x:x + w]
    return Image.fromarray(np.ascontiguousarray(pixels.repeat(repeat, 0).repeat(repeat, 1)))


def sha(image):
    return hashlib.sha256(np.asarray(image).tobytes()).hexdigest()


def resizes():
    for name in ("cat", "pagoda"):
        for filter_name, resample in FILTERS.items():
            for size in SIZES:
                yield {"picture": name, "filter": filter_name, "size": size,
                       "sha256": sha(picture(name).resize(size, resample))}
    for cut, size, part in (((10, 10, 200, 3), (14933, 224), (7354, 0, 224, 224)), ((40, 5, 7, 180), (224, 5760), (0, 2768, 224, 224)),
                            ((0, 0, 383, 256), (335, 224), (56, 0, 224, 224)), ((3, 4, 1, 1), (224, 224), (0, 0, 224, 224))):
        whole = picture("pagoda", cut=cut).resize(size, Image.Resampling.BICUBIC)
        x, y, w, h = part
        yield {"picture": "pagoda", "cut": cut, "filter": "CUBIC", "size": size, "part": part,
               "sha256": sha(whole.crop((x, y, x + w, y + h)))}


def thumbnails():
    for name, repeat, cut, width in (
            ("rocket", 1, None, 599), ("rocket", 2, None, 800), ("rocket", 3, None, 800), ("cat", 1, None, 100), ("cat", 1, None, 75),
            ("cat", 1, None, 37), ("cat", 5, None, 300), ("pagoda", 4, None, 350), ("pagoda", 4, None, 111),
            ("pagoda", 1, (0, 0, 383, 9), 50), ("pagoda", 1, (0, 0, 100, 250), 7), ("coffee", 1, None, 511), ("coffee", 1, None, 333)):
        image = picture(name, repeat, cut)
        w, h = image.size
        image.thumbnail((width, width * h / w))
        yield {"picture": name, "repeat": repeat, "cut": cut, "max_width": width, "size": image.size, "sha256": sha(image)}


if __name__ == "__main__":
    document = {"made_by": f"Pillow {PIL.__version__}", "resizes": list(resizes()), "thumbnails": list(thumbnails())}
    lines = ["{", f'"made_by": "{document["made_by"]}",']
    for key, end in (("resizes", ","), ("thumbnails", "")):
        lines += [f'"{key}": [', ",\n".join(json.dumps(entry) for entry in document[key]), "]" + end]
    (PICTURES / "resize.json").write_text("\n".join(lines + ["}"]) + "\n")
