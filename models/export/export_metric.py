"""Makes a bundle for a metric whose networks cannot ship, from a published checkpoint.

    python3 export_metric.py lpips|vit|clip --checkpoints DIR --out DIR [--model MODEL] [--licence SPDX] [--check]

`lpips`: LPIPS v0.1 with the backbone MODEL. `vit`: timm's vision transformer MODEL, for `vitscore`. `clip`: OpenCLIP's MODEL,
for `clipscore`. The exported networks are compared with the originals. What it prints: see export_run.py.
"""
import argparse
import pathlib
from importlib.metadata import version

import export_full
import export_run
from export_run import Unusable

STEPS = 3
LPIPS = {"alex": ("alexnet-owt-7be5be79.pth", "alexnet-owt-4df8aa71.pth"),
         "squeeze": ("squeezenet1_1-b8a52dc0.pth", "squeezenet1_1-f364aa15.pth")}
LPIPS_LICENCES = "BSD-2-Clause AND BSD-3-Clause"
TIMM_FILES = ("model.safetensors", "pytorch_model.bin")
DEFAULTS = {"lpips": "alex", "vit": "vit_base_patch16_224", "clip": "ViT-B-32"}

# Weights whose licence is known: (what, licence, whence) by model. Of others it must be said.
TIMM = {DEFAULTS["vit"]: (f"timm {DEFAULTS['vit']}", "Apache-2.0", f"huggingface.co/timm/{DEFAULTS['vit']}.augreg2_in21k_ft_in1k")}
CLIPS = {clip[0]: clip[2:] for clip in (spec["clip"] for spec in export_full.BUNDLES.values())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=sorted(DEFAULTS))
    parser.add_argument("--checkpoints", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--model", help="default: " + ", ".join(f"{model} for {name}" for name, model in DEFAULTS.items()))
    parser.add_argument("--licence", help="licence of the weights, an SPDX expression; known for the default models")
    parser.add_argument("--check", action="store_true", help="only look whether all is there; needs no packages")
    given = parser.parse_args()
    model = given.model or DEFAULTS[given.name]
    what, licence, whence = weights(given.name, model, given.licence)
    found = export_run.find(given.checkpoints, {"weights": (files(given.name, model), what, whence)})
    export_run.require_place(given.out, found)
    if given.check:
        return
    say = export_run.Steps(STEPS)
    with export_run.complete(given.out) as work:
        say("loading torch")
        EXPORTS[given.name](say, model, found["weights"], what, licence, whence, work)


def files(name, model):
    """The names that the checkpoint may have in its folder."""
    if name == "lpips":
        return LPIPS[model]
    return tuple(f"{model}/{file}" for file in (TIMM_FILES if name == "vit" else export_full.CLIP_FILES))


def weights(name, model, licence):
    """What the checkpoint is, its licence, where it comes from."""
    if name == "lpips":
        if model not in LPIPS:
            raise Unusable(f"LPIPS has no model '{model}'; there are {' and '.join(LPIPS)}")
        if licence:
            raise Unusable("the licences of LPIPS are known; leave out --licence")
        return f"the backbone {model} of LPIPS", LPIPS_LICENCES, "torchvision"
    library = "timm" if name == "vit" else "OpenCLIP"
    what, known, whence = (TIMM if name == "vit" else CLIPS).get(model, (f"{library} {model}", None, library))
    if not (licence or known):
        raise Unusable(f"say with --licence which licence the weights of {model} have (an SPDX expression)")
    return what, licence or known, whence


def lpips(say, model, path, what, licence, whence, out):
    import export_lpips
    import metric_bundle

    say(f"LPIPS: reading {path.name}")
    loss = export_run.read(path, what, lambda weights: export_lpips.load(model, weights))
    say("LPIPS: exporting")
    settings = export_lpips.export_lpips(loss, out)
    source = f"PyPI lpips {version('lpips')} (heads, BSD-2-Clause), torchvision (backbone, BSD-3-Clause)"
    metric_bundle.write(out, f"lpips-{model}", "lpips", f"LPIPS v0.1 with {model}, weights {path.name}",
                        {"network": ("lpips.onnx", licence, source)}, settings)


def vit(say, model, path, what, licence, whence, out):
    import export_vit
    import metric_bundle
    import onnx_files

    say(f"{what}: reading {path.name}")
    network = export_run.read(path, what, lambda weights: export_vit.load(model, weights))
    say(f"{what}: exporting")
    settings = export_vit.export_vit(network, out)
    metric_bundle.write(out, metric_bundle.name(model), "vit", f"{what}, weights {path.name}",
                        onnx_files.components("network", out / "vit.onnx", licence, f"{what}, {whence}"), settings)


def clip(say, model, path, what, licence, whence, out):
    import export_clip
    import metric_bundle
    from open_clip.tokenizer import default_bpe

    say(f"{what}: reading {path.name}")
    network = export_run.read(path, what, lambda weights: export_clip.load(model, weights))
    say(f"{what}: exporting the encoders of pictures and texts")
    settings = export_clip.export_clip(network, default_bpe(), out)
    export_clip.write_bundle(out, metric_bundle.name(f"clip-{model}"), f"{what}, weights {path.name}", licence, settings)


EXPORTS = {"lpips": lpips, "vit": vit, "clip": clip}

if __name__ == "__main__":
    export_run.run(main)
