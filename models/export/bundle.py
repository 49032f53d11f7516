"""Writes bundle.yaml of a bundle of family `full`: what its files are, their hashes, and the constants of the recipe."""
import hashlib
import pathlib

import yaml

import predicates

# Where the object found last in a picture is as good as lost; not measured, as it takes the full weights on real pictures.
MATCH_THRESHOLD = .7

HEADER = """\
# Made by models/export/export_full.py. The SHA-256 of this file names the bundle: change anything that changes a score, and
# the version goes up.
"""


def segmenter_settings(sam, **changed):
    """Sizes from the model, thresholds as the published generator has them by default."""
    side = sam.image_encoder.img_size
    grid = sam.prompt_encoder.image_embedding_size[0]
    channels = sam.mask_decoder.transformer_dim
    return dict(
        long_side=side, mean=[round(v, 3) for v in sam.pixel_mean.flatten().tolist()],
        std=[round(v, 3) for v in sam.pixel_std.flatten().tolist()],
        embedding_channels=channels, embedding_side=grid, mask_side=4 * grid, token_size=channels,
        points_per_side=32, points_per_batch=16, pred_iou=.88, stability=.95, stability_offset=1., nms=.7,
        duplicate_iou=.8, max_objects=512, max_width=800) | changed


def relation_settings(**changed):
    return dict(top=100, first=20, min_score=.05) | changed


def write(folder, name, version, source, components, settings):
    """components: {name: (file, licence, source)}, the files lying in `folder`."""
    folder = pathlib.Path(folder)
    licences = sorted({licence for _, licence, _ in components.values()})
    described = dict(
        format=1, name=name, version=version, family="full", licence=" AND ".join(licences), source=source,
        components={key: component(folder / file, licence, whence) for key, (file, licence, whence) in components.items()},
        predicates=dict(names=predicates.NAMES, emitted=list(predicates.NAMES)), relation_similarity="relation-similarity",
        match_threshold=MATCH_THRESHOLD, settings=settings)
    text = HEADER + yaml.safe_dump(described, sort_keys=False, width=120, default_flow_style=None, allow_unicode=True)
    (folder / "bundle.yaml").write_text(text, encoding="utf-8")


def component(path, licence, source):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return dict(file=path.name, sha256=digest.hexdigest(), size=path.stat().st_size, licence=licence, source=source)
