"""Exports a CLIP of OpenCLIP: both encoders to ONNX, the tokenizer, and the similarities of the predicate names.

Writes image-encoder.onnx, text-encoder.onnx, tokenizer.json and relation-similarity.json, and compares the networks with the
originals.

    image-encoder: image [n, 3, size, size], normalised -> embedding [n, d], of any length
    text-encoder: tokens [n, context] as floats, 0 after the end -> embedding [n, d]
"""
import gzip
import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import open_clip
import torch
from open_clip.tokenizer import SimpleTokenizer, bytes_to_unicode, default_bpe
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE

import metric_bundle
import onnx_files
import predicates

START, END = "<start_of_text>", "<end_of_text>"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
# Texts that try the tokenizer, beside the predicates.
TEXTS = ["", "A photo of TWO cats, isn't it?", "naïve café — 12 €", "in  front\tof\na   house", "x" * 400, "word " * 200,
         "日本 🙂", "don't they'll I've", "<end_of_text> inside", "...!!! ??"]


class ImageEncoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, image):
        return self.model.encode_image(image)


class TextEncoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, tokens):
        return self.model.encode_text(tokens.long())


def load(name, weights):
    """OpenCLIP's model of this name (ViT-B-32, ViT-H-14, ViT-B-32-quickgelu ...) in evaluation mode, 32 bits; weights: its
    tensors by name."""
    model = open_clip.create_model(name, precision="fp32")
    weights = {key.removeprefix("module."): value for key, value in weights.items()}
    weights.pop("text.transformer.embeddings.position_ids", None)
    model.load_state_dict(weights)
    return model.eval()


def tokenizer_json(bpe_path, out):
    """The tokenizer of SimpleTokenizer as a file that Hugging Face's tokenizers library reads."""
    merges = gzip.open(bpe_path).read().decode("utf-8").split("\n")[1:49152 - 256 - 2 + 1]
    merges = [tuple(merge.split()) for merge in merges if merge]
    letters = list(bytes_to_unicode().values())
    words = letters + [letter + "</w>" for letter in letters] + ["".join(merge) for merge in merges] + [START, END]
    vocabulary = {word: i for i, word in enumerate(words)}
    tokenizer = Tokenizer(BPE(vocabulary, merges, unk_token=END, end_of_word_suffix="</w>", continuing_subword_prefix=""))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True),
         pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}", special_tokens=[(START, vocabulary[START]), (END, vocabulary[END])])
    tokenizer.decoder = decoders.BPEDecoder(suffix="</w>")
    tokenizer.add_special_tokens([START, END])
    tokenizer.save(str(out))
    return tokenizer


def tokens(tokenizer, text, context):
    """As OpenCLIP does it: cut to the context, the last token then being the end."""
    ids = tokenizer.encode(text).ids
    if len(ids) > context:
        ids = ids[:context - 1] + [tokenizer.token_to_id(END)]
    return ids + [0] * (context - len(ids))


def check_tokenizer(tokenizer, original, context):
    for text in predicates.NAMES + TEXTS:
        expected = original(text, context)[0].tolist()
        assert tokens(tokenizer, text, context) == expected, f"the tokenizers differ on {text!r}"


def export(module, name, example, path):
    """One network with a batch of any size."""
    onnx_files.export(module.eval(), {name: example}, ["embedding"], path, {name: {0: "n"}, "embedding": {0: "n"}})
    model = onnx.load(str(path))
    # The end has the highest number of all tokens. ONNX Runtime seeks the highest of floats, not of 64-bit numbers.
    ends = [node for node in model.graph.node if node.op_type == "ArgMax"]
    for node in ends:
        node.input[0] = name
    if ends:
        onnx_files.save(model, path)


def difference(module, out, name, examples):
    """Worst 1 - cosine of the exported network's embeddings to the original's."""
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    worst = 0.
    for example in examples:
        with torch.no_grad():
            expected = module(example).numpy().astype(np.float64)
        given = session.run(["embedding"], {name: example.numpy()})[0].astype(np.float64)
        norms = np.linalg.norm(expected, axis=1) * np.linalg.norm(given, axis=1)
        worst = max(worst, float((1 - (expected * given).sum(1) / norms).max()))
    return worst


def image_check(model):
    """Says how far an exported image encoder is from the original: worst 1 - cosine, of pictures of noise."""
    size = model.visual.image_size
    size = size[0] if isinstance(size, tuple) else size
    images = torch.randn(3, 3, size, size, generator=torch.Generator().manual_seed(4))
    return lambda path, typical: difference(ImageEncoder(model), path, "image", [images])


def export_clip(model, bpe_path, out):
    """Writes the four files to the folder out; returns the section "encoder" of the bundle's settings."""
    out = pathlib.Path(out)
    size, context = model.visual.image_size, model.context_length
    size = size[0] if isinstance(size, tuple) else size
    tokenizer = tokenizer_json(bpe_path, out / "tokenizer.json")
    check_tokenizer(tokenizer, SimpleTokenizer(bpe_path), context)

    random = torch.Generator().manual_seed(1)
    images = [torch.randn(n, 3, size, size, generator=random) for n in (1, 3)]
    texts = [torch.tensor([tokens(tokenizer, text, context) for text in group], dtype=torch.float32)
             for group in (predicates.NAMES[:1], predicates.NAMES)]
    for module, examples, name, file in ((ImageEncoder(model), images, "image", "image-encoder.onnx"),
                                         (TextEncoder(model), texts, "tokens", "text-encoder.onnx")):
        export(module, name, examples[1][:2], out / file)
        onnx_files.require_close(f"{file}, 1 - cosine", difference(module, out / file, name, examples), 1e-4)
    with torch.no_grad():
        embeddings = model.encode_text(texts[1].long()).numpy().astype(np.float64)
    predicates.write_similarity(embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True), out / "relation-similarity.json")

    preparation = getattr(model.visual, "preprocess_cfg", {})
    assert (preparation.get("interpolation", "bicubic"), preparation.get("resize_mode", "shortest")) == ("bicubic", "shortest"), (
        f"pictures for this model are prepared in a way that the scorer does not know: {preparation}")
    mean = list(preparation.get("mean", open_clip.OPENAI_DATASET_MEAN))
    std = list(preparation.get("std", open_clip.OPENAI_DATASET_STD))
    return dict(size=size, mean=mean, std=std, mean_colour=[round(255 * value) for value in mean],
                embedding_size=embeddings.shape[1], context_length=context)


def write_bundle(folder, name, source, licence, settings):
    """Makes the folder a bundle for the metric clipscore."""
    components = {"tokenizer": ("tokenizer.json", licence, source),
                  "relation-similarity": ("relation-similarity.json", licence, source)}
    for network in ("image-encoder", "text-encoder"):
        components |= onnx_files.components(network, folder / f"{network}.onnx", licence, source)
    metric_bundle.write(folder, name, "clip", source, components, {"encoder": settings})
