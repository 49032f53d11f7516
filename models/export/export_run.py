"""What the programs behind `models export` share: checkpoints, steps, the folder that is there when it is complete, errors.

Such a program prints one line a step on stdout (`n/m what`); an error is one line on stderr, exit code 2 for what the user
can mend, 1 for the rest.
"""
import contextlib
import pathlib
import shutil
import signal
import sys
import tempfile

# Bytes that an export takes on the disk at the most for each of its checkpoints: networks that are done, and the one in
# work twice.
ROOM = 2.5
ENDINGS = (signal.SIGINT, signal.SIGTERM)


class Unusable(Exception):
    """What the user can mend."""


class Steps:
    def __init__(self, count):
        self.done, self.count = 0, count

    def __call__(self, what):
        self.done += 1
        print(f"{self.done}/{self.count} {what}", flush=True)


def find(folder, wanted):
    """{part: path} of {part: (file names, what it is, whence)}: of the names the first that is there counts.

    All that are missing are named at once.
    """
    if not folder.is_dir():
        raise Unusable(f"{folder}: no such folder")
    found, missing = {}, []
    for part, (files, what, whence) in wanted.items():
        there = [folder / file for file in files if (folder / file).is_file()]
        if there:
            found[part] = there[0]
        else:
            missing.append(f"{' or '.join(files)} ({what}, from {whence})")
    if missing:
        raise Unusable(f"{folder} lacks the checkpoint " + "; and ".join(missing))
    return found


def require_place(out, found):
    """Refuses a folder in use and a disk that is too full."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise Unusable(f"{out}: " + ("folder is not empty" if out.is_dir() else "is no folder"))
    needed = ROOM * sum(path.stat().st_size for path in found.values())
    there = next(parent for parent in out.absolute().parents if parent.is_dir())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise Unusable(f"{out}: {needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB free; make room or name another folder")


@contextlib.contextmanager
def complete(out):
    """A folder to write to, which gets its name when all is in it, so that there is never half a bundle."""
    work = out.with_name(out.name + ".partial")
    if work.exists() and not (work / "tmp").is_dir():
        raise Unusable(f"{work}: is in the way and was not left by an export; move it away or name another folder")
    shutil.rmtree(work, ignore_errors=True)
    # What libraries write for themselves can be as large as the networks; the system's place for it may be small.
    temporary = work / "tmp"
    temporary.mkdir(parents=True)
    tempfile.tempdir = str(temporary)
    try:
        yield work
        shutil.rmtree(temporary)
        if out.exists():
            out.rmdir()
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def read(path, what, load):
    """What `load` makes of a checkpoint's tensors by name; what is wrong with them is the user's to mend."""
    try:
        return load(tensors(path))
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as e:
        if isinstance(e, RuntimeError) and "memory" in str(e):
            # So torch says that there is not enough of it, which is no fault of the file.
            raise MemoryError(str(e)) from e
        text = f"lacks {e}" if isinstance(e, KeyError) else str(e)
        raise Unusable(f"{path}: is no checkpoint of {what}: {' '.join(text.split())[:300]}") from e


def tensors(path):
    import pickle

    import torch

    try:
        if path.suffix == ".safetensors":
            import safetensors.torch
            weights = safetensors.torch.load_file(path)
        else:
            # Weights only: a checkpoint is data, and no code in it is run.
            weights = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as e:
        # Whatever torch, pickle, zip or safetensors make of a damaged file.
        reason = "it holds more than tensors" if isinstance(e, pickle.UnpicklingError) else e
        raise ValueError(f"it cannot be read ({reason})") from e
    for key in ("state_dict", "model"):
        if isinstance(weights, dict) and isinstance(weights.get(key), dict):
            weights = weights[key]
    if not isinstance(weights, dict) or not weights:
        raise ValueError("it holds no tensors by name")
    return weights


def end(number, frame):
    """Ends the program from outside once, so that it can put away what is half done."""
    for each in ENDINGS:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def run(main):
    """Runs a program to its exit code."""
    for number in ENDINGS:
        signal.signal(number, end)
    try:
        main()
    except Unusable as e:
        print(e, file=sys.stderr)
        sys.exit(2)
    except (ImportError, MemoryError, OSError, RuntimeError) as e:
        print(f"{type(e).__name__}: {' '.join(str(e).split())}", file=sys.stderr)
        sys.exit(1)
