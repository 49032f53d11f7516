"""Writes bundle.yaml of a bundle that serves a metric only: what its files are, their hashes, and its constants."""
import pathlib
import re

import yaml

from bundle import component

HEADER = """\
# For a metric, not for SeSS. The SHA-256 of this file names the bundle: change anything that changes a value, and the version
# goes up.
"""


def name(model):
    """A bundle's name after a model's."""
    return re.sub("[^a-z0-9]+", "-", model.lower())[:40].strip("-")


def write(folder, name, family, source, components, settings, version="1"):
    """components: {name: (file in folder, licence, source)}."""
    folder = pathlib.Path(folder)
    licences = sorted({licence for _, licence, _ in components.values()})
    described = dict(format=1, name=name, version=version, family=family, licence=" AND ".join(licences), source=source,
                     components={key: component(folder / file, licence, whence) for key, (file, licence, whence) in components.items()},
                     settings=settings)
    text = HEADER + yaml.safe_dump(described, sort_keys=False, width=120, default_flow_style=None, allow_unicode=True)
    (folder / "bundle.yaml").write_text(text, encoding="utf-8")
