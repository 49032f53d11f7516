"""Writes the size and SHA-256 of every component into a bundle.yaml; all else in it stays as it is.

    python3 seal_bundle.py FOLDER
"""
import hashlib
import pathlib
import re
import sys

COMPONENT = re.compile(r"(file: (?P<file>\S+)\n\s+sha256: )[0-9a-f]*(\n\s+size: )\d*")


def seal(folder):
    def sealed(match):
        data = (folder / match["file"]).read_bytes()
        return f"{match[1]}{hashlib.sha256(data).hexdigest()}{match[3]}{len(data)}"

    path = folder / "bundle.yaml"
    text, count = COMPONENT.subn(sealed, path.read_text())
    assert count, f"{path} has no component with file, sha256 and size in this order"
    path.write_text(text)
    print(f"{path}: {count} components sealed")


if __name__ == "__main__":
    seal(pathlib.Path(sys.argv[1]))
