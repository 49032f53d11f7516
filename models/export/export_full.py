"""Makes a bundle of the full models from their published checkpoints.

    python3 export_full.py reference|mobile --checkpoints DIR --out DIR [--fp16 | --int8] [--check]

`reference`: SAM ViT-H, RelateAnything, OpenCLIP ViT-H/14. `mobile`: MobileSAM, RelateAnything, OpenCLIP ViT-B/32.
Each exported network is compared with the original module before the bundle is sealed. What it prints: see export_run.py.
"""
import argparse
import pathlib

import export_run
from export_run import Unusable

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

# How far an exported network's outputs may be from the module's, in shares of their spread (of CLIP: 1 - cosine): at the most
# with 32 bits, typically with less.
EXACT, REDUCED = 1e-3, .1

# The others take places or token numbers, which need all their bits, and are small.
REDUCIBLE = ("segment-encoder", "relation-head", "image-encoder")


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
    export_run.require_place(given.out, found)
    if given.check:
        return
    with export_run.complete(given.out) as work:
        Export(given.name, found, work, given.fp16, given.int8).run()


def checkpoints(name, folder):
    """{part: path}"""
    spec = BUNDLES[name]
    sam, clip = spec["sam"], spec["clip"]
    return export_run.find(folder, {"sam": (sam[0], sam[2], sam[4]),
                                    "relations": ((RELATIONS[0],), RELATIONS[1], RELATIONS[3]),
                                    "clip": (clip[1], clip[2], clip[4])})


class Export:
    def __init__(self, name, found, out, fp16, int8):
        self.name, self.found, self.out, self.fp16, self.int8 = name, found, out, fp16, int8
        self.spec, self.say, self.components = BUNDLES[name], export_run.Steps(STEPS), {}

    def run(self):
        self.say("loading torch")
        import bundle
        import relation_head
        import sam_graphs
        import export_clip
        from open_clip.tokenizer import default_bpe

        import predicates

        _, kind, what, licence, source = self.spec["sam"]
        self.say(f"{what}: reading {self.found['sam'].name}")
        sam = export_run.read(self.found["sam"], what, lambda weights: sam_graphs.load_sam(weights, kind))
        segmenter = bundle.segmenter_settings(sam)
        self.say(f"{what}: exporting the encoder and the decoder")
        sam_graphs.export_sam(sam, self.out)
        self.network("segment-encoder", licence, f"{what}, {source}", sam_graphs.encoder_check(sam))
        self.network("segment-decoder", licence, f"{what}, {source}", sam_graphs.decoder_check(sam))
        del sam

        file, what, licence, source = RELATIONS
        self.say(f"{what}: exporting the relation head")
        head = export_run.read(self.found["relations"], what,
                               lambda weights: relation_head.load_relation_head(weights, len(predicates.NAMES)))
        if head.fc_input[0].in_features != segmenter["token_size"]:
            raise Unusable(f"{file}: takes tokens of {head.fc_input[0].in_features} values, the segmenter gives "
                           f"{segmenter['token_size']}")
        relation_head.export_relations(head, self.out)
        self.network("relation-head", licence, f"{what}, {source}", relation_head.check(head))
        del head

        architecture, _, what, licence, source = self.spec["clip"]
        self.say(f"{what}: reading {self.found['clip'].name}")
        clip = export_run.read(self.found["clip"], what, lambda weights: export_clip.load(architecture, weights))
        self.say(f"{what}: exporting the encoders of pictures and texts")
        encoder = export_clip.export_clip(clip, default_bpe(), self.out)
        self.network("image-encoder", licence, f"{what}, {source}", export_clip.image_check(clip))
        # Compared by export_clip, and never reduced.
        self.network("text-encoder", licence, f"{what}, {source}", None)
        self.components["tokenizer"] = ("tokenizer.json", licence, f"{what}, {source}")
        self.components["relation-similarity"] = ("relation-similarity.json", licence, f"cosines of {what}'s text embeddings")
        self.say("bundle.yaml")
        bits = "16-bit" if self.fp16 else "8-bit" if self.int8 else "32-bit"
        bundle.write(
            self.out, self.name + ("-fp16" if self.fp16 else "-int8" if self.int8 else ""), "1",
            f"{self.spec['sam'][2]}, RelateAnything and {self.spec['clip'][2]}, exported from their published checkpoints "
            f"({bits}).", self.components,
            dict(segmenter=segmenter, relations=bundle.relation_settings(), encoder=encoder))

    def network(self, component, licence, source, check):
        """Makes a network smaller if that is wanted, compares it with its module and lists its files."""
        import onnx_files

        path = self.out / f"{component}.onnx"
        reduced = (self.fp16 or self.int8) and component in REDUCIBLE
        if reduced:
            (onnx_files.to_half if self.fp16 else onnx_files.to_int8)(path)
        if check is not None:
            onnx_files.require_close(component, check(path, reduced), REDUCED if reduced else EXACT)
        self.components |= onnx_files.components(component, path, licence, source)


if __name__ == "__main__":
    export_run.run(main)
