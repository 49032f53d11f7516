"""Makes a bundle of the full models from their published checkpoints.

    python3 export_full.py reference|mobile --checkpoints DIR --out DIR [--fp16 | --int8] [--check]

`reference`: SAM ViT-H, RelateAnything, OpenCLIP ViT-H/14. `mobile`: MobileSAM, RelateAnything, OpenCLIP ViT-B/32.
Each exported network is compared with the original module before the bundle is sealed. Prints one line a step on stdout
(`n/m what`); an error is one line on stderr, exit code 2 for what the user can mend, 1 for the rest.
"""
import argparse
import pathlib
import shutil
import sys

STEPS = 7
RELATIONS = ("ram_epoch12.pth", "RelateAnything", "Apache-2.0", "github.com/Luodian/RelateAnything")
CLIP_FILES = ("open_clip_pytorch_model.bin", "open_clip_model.safetensors", "open_clip_pytorch_model.safetensors")

# name: the checkpoints' file names (the first found is taken) with what they are, for people and for bundle.yaml.
BUNDLES = {
    "reference": dict(
        sam=(("sam_vit_h_4b8939.pth",), "vit_h", "SAM ViT-H", "Apache-2.0", "github.com/facebookresearch/segment-anything"),
        clip=("ViT-H-14", tuple(f"ViT-H-14/{file}" for file in CLIP_FILES), "OpenCLIP ViT-H/14 laion2B-s32B-b79K", "MIT",
              "huggingface.co/laion/CLIP-ViT-H-14-laion2B-s32B-b79K")),
    "mobile": dict(
        sam=(("mobile_sam.pt",), "vit_t", "MobileSAM", "Apache-2.0", "github.com/ChaoningZhang/MobileSAM"),
        clip=("ViT-B-32", tuple(f"ViT-B-32/{file}" for file in CLIP_FILES), "OpenCLIP ViT-B/32 laion2B-s34B-b79K", "MIT",
              "huggingface.co/laion/CLIP-ViT-B-32-laion2B-s34B-b79K")),
}

# Largest difference of an exported network's outputs to the module's, in shares of their spread (of CLIP: 1 - cosine), with
# 32 bits and with less.
EXACT, REDUCED = 1e-3, .1

# The others take places or token numbers, which need all their bits, and are small.
REDUCIBLE = ("segment-encoder", "relation-head", "image-encoder")


class Unusable(Exception):
    """What the user can mend."""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=sorted(BUNDLES))
    parser.add_argument("--checkpoints", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--fp16", action="store_true", help="the large networks compute in 16 bits: half the size; for GPUs")
    parser.add_argument("--int8", action="store_true",
                        help="matrix products of the large networks in 8 bits: a quarter of the size; for CPUs")
    parser.add_argument("--check", action="store_true", help="only look whether all is there; needs no packages")
    given = parser.parse_args()
    if given.fp16 and given.int8:
        raise Unusable("--fp16 and --int8 exclude each other")
    found = checkpoints(given.name, given.checkpoints)
    if given.out.exists() and any(given.out.iterdir()):
        raise Unusable(f"{given.out}: folder is not empty")
    if given.check:
        return
    # The folder gets its name when it is complete, so that there is never half a bundle.
    work = given.out.with_name(given.out.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        digest = Export(given.name, found, work, given.fp16, given.int8).run()
        if given.out.exists():
            given.out.rmdir()
        work.rename(given.out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"bundle {given.out} sha256 {digest}", flush=True)


def checkpoints(name, folder):
    """{part: path}; all that are missing are named at once."""
    spec = BUNDLES[name]
    wanted = {"sam": (spec["sam"][0], spec["sam"][2], spec["sam"][4]),
              "relations": ((RELATIONS[0],), RELATIONS[1], RELATIONS[3]),
              "clip": (spec["clip"][1], spec["clip"][2], spec["clip"][4])}
    if not folder.is_dir():
        raise Unusable(f"{folder}: no such folder")
    found, missing = {}, []
    for part, (files, what, where) in wanted.items():
        there = [folder / file for file in files if (folder / file).is_file()]
        if there:
            found[part] = there[0]
        else:
            missing.append(f"{' or '.join(files)} ({what}, from {where})")
    if missing:
        raise Unusable(f"{folder} lacks the checkpoint " + "; and ".join(missing))
    return found


class Export:
    def __init__(self, name, found, out, fp16, int8):
        self.name, self.found, self.out, self.fp16, self.int8 = name, found, out, fp16, int8
        self.spec, self.step, self.components = BUNDLES[name], 0, {}

    def run(self):
        """Returns the bundle's hash."""
        self.say("loading torch")
        import bundle
        import relation_head
        import sam_graphs
        import export_clip
        from open_clip.tokenizer import default_bpe

        import predicates

        _, kind, what, licence, source = self.spec["sam"]
        self.say(f"{what}: reading {self.found['sam'].name}")
        sam = self.read(self.found["sam"], what, lambda weights: sam_graphs.load_sam(weights, kind))
        segmenter = bundle.segmenter_settings(sam)
        self.say(f"{what}: exporting the encoder and the decoder")
        sam_graphs.export_sam(sam, self.out)
        self.network("segment-encoder", licence, f"{what}, {source}", sam_graphs.encoder_check(sam))
        self.network("segment-decoder", licence, f"{what}, {source}", sam_graphs.decoder_check(sam))
        del sam

        file, what, licence, source = RELATIONS
        self.say(f"{what}: exporting the relation head")
        head = self.read(self.found["relations"], what,
                         lambda weights: relation_head.load_relation_head(weights, len(predicates.NAMES)))
        if head.fc_input[0].in_features != segmenter["token_size"]:
            raise Unusable(f"{file}: takes tokens of {head.fc_input[0].in_features} values, the segmenter gives "
                           f"{segmenter['token_size']}")
        relation_head.export_relations(head, self.out)
        self.network("relation-head", licence, f"{what}, {source}", relation_head.check(head))
        del head

        architecture, _, what, licence, source = self.spec["clip"]
        self.say(f"{what}: reading {self.found['clip'].name}")
        clip = self.read_clip(export_clip, architecture, what)
        self.say(f"{what}: exporting the encoders of pictures and texts")
        encoder = export_clip.export_clip(clip, default_bpe(), self.out)
        self.network("image-encoder", licence, f"{what}, {source}", export_clip.image_check(clip))
        # Compared by export_clip, and never reduced.
        self.network("text-encoder", licence, f"{what}, {source}", None)
        self.components["tokenizer"] = ("tokenizer.json", licence, f"{what}, {source}")
        self.components["relation-similarity"] = ("relation-similarity.json", licence, f"cosines of {what}'s text embeddings")
        self.say("bundle.yaml")
        bits = "16-bit" if self.fp16 else "8-bit" if self.int8 else "32-bit"
        return bundle.write(
            self.out, self.name + ("-fp16" if self.fp16 else "-int8" if self.int8 else ""), "1",
            f"{self.spec['sam'][2]}, RelateAnything and {self.spec['clip'][2]}, exported from their published checkpoints "
            f"({bits}).", self.components,
            dict(segmenter=segmenter, relations=bundle.relation_settings(), encoder=encoder))

    def say(self, what):
        self.step += 1
        print(f"{self.step}/{STEPS} {what}", flush=True)

    def read(self, path, what, load):
        """A model of a checkpoint, whose errors are the user's."""
        try:
            return load(state_dictionary(path))
        except (KeyError, RuntimeError, ValueError) as e:
            text = f"lacks {e}" if isinstance(e, KeyError) else str(e)
            raise Unusable(f"{path}: is no checkpoint of {what}: {' '.join(text.split())[:300]}") from e

    def read_clip(self, export_clip, architecture, what):
        try:
            return export_clip.load(architecture, str(self.found["clip"]))
        except Exception as e:
            # Whatever torch, pickle, zip or safetensors make of a damaged file.
            raise Unusable(f"{self.found['clip']}: is no checkpoint of {what}: {' '.join(str(e).split())[:300]}") from e

    def network(self, component, licence, source, check):
        """Makes a network smaller if that is wanted, compares it with its module and lists its files."""
        import onnx_files

        path = self.out / f"{component}.onnx"
        reduced = (self.fp16 or self.int8) and component in REDUCIBLE
        if reduced:
            (onnx_files.to_half if self.fp16 else onnx_files.to_int8)(path)
        if check is not None:
            off = check(path)
            print(f"{component}: off by {off:.1e}", flush=True)
            if not off <= (REDUCED if reduced else EXACT):
                raise RuntimeError(f"{component} differs from the original by {off:.1e}")
        self.components[component] = (path.name, licence, source)
        data = path.with_name(path.name + ".data")
        if data.exists():
            self.components[f"{component}-data"] = (data.name, licence, source)


def state_dictionary(path):
    import inspect
    import pickle

    import torch

    # Weights only where torch can: a checkpoint is data, and no code in it is run.
    more = {"weights_only": True} if "weights_only" in inspect.signature(torch.load).parameters else {}
    try:
        weights = torch.load(path, map_location="cpu", **more)
    except (pickle.UnpicklingError, EOFError, OSError) as e:
        raise ValueError(f"it cannot be read ({e})") from e
    for key in ("state_dict", "model"):
        if isinstance(weights, dict) and isinstance(weights.get(key), dict):
            weights = weights[key]
    if not isinstance(weights, dict) or not weights:
        raise ValueError("it holds no tensors by name")
    return weights


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    try:
        main()
    except Unusable as e:
        print(e, file=sys.stderr)
        sys.exit(2)
    except (ImportError, MemoryError, OSError, RuntimeError) as e:
        print(f"{type(e).__name__}: {' '.join(str(e).split())}", file=sys.stderr)
        sys.exit(1)
