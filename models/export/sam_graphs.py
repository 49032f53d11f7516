"""SAM and MobileSAM as two ONNX graphs: one runs once a picture, the other once a batch of points.

`SegmentEncoder`: pixels [B, 3, S, S] (normalised, padded with zeros) -> image [B, C, S/16, S/16]
`SegmentDecoder`: image [B, C, S/16, S/16], points [B, P, 2] (x, y; (pixel + .5) / S)
    -> masks [B, P, 3, S/4, S/4] (logits), iou [B, P, 3] (predicted), tokens [B, P, 3, C] (for the relation head)

The decoder computes what the published one computes for single foreground points and three masks a point. Points stand in
a dimension of their own instead of the batch, so that what depends on the picture alone is computed once for all of them.
The modules' weights are used as they are; no checkpoint key is renamed.
"""
import copy
import math
import types

import torch
from torch import nn

import onnx_files


class SegmentEncoder(nn.Module):
    def __init__(self, sam):
        super().__init__()
        self.encoder = sam.image_encoder
        if any(type(module).__name__ == "PatchMerging" for module in self.encoder.modules()):
            # A copy, so that the original stays what it is compared with.
            self.encoder = copy.deepcopy(self.encoder)
            for module in self.encoder.modules():
                if type(module).__name__ == "PatchMerging":
                    module.forward = types.MethodType(merge_patches, module)

    def forward(self, pixels):
        return self.encoder(pixels)


def merge_patches(self, x):
    """MobileSAM's own, but for the batch size, which its `len(x)` would fix in the graph."""
    if x.dim() == 3:
        height, width = self.input_resolution
        x = x.reshape(x.shape[0], height, width, -1).permute(0, 3, 1, 2)
    x = self.conv3(self.act(self.conv2(self.act(self.conv1(x)))))
    return x.flatten(2).transpose(1, 2)


class SegmentDecoder(nn.Module):
    # Of the four mask tokens the first is for unambiguous prompts; it follows the token of the predicted IoU.
    FIRST_MASK, MASKS = 1, 3

    def __init__(self, sam):
        super().__init__()
        prompts, self.decoder = sam.prompt_encoder, sam.mask_decoder
        self.register_buffer("gaussian", prompts.pe_layer.positional_encoding_gaussian_matrix.detach())
        self.register_buffer("foreground", prompts.point_embeddings[1].weight.detach())
        self.register_buffer("padding", prompts.not_a_point_embed.weight.detach())
        self.register_buffer("no_mask", prompts.no_mask_embed.weight.detach().reshape(1, -1, 1, 1))
        height, width = prompts.image_embedding_size
        y, x = torch.meshgrid((torch.arange(height) + .5) / height, (torch.arange(width) + .5) / width, indexing="ij")
        self.register_buffer("cells", torch.stack([x, y], dim=-1).reshape(1, 1, -1, 2))

    def forward(self, image, points):
        batch, count = points.shape[0], points.shape[1]
        queries, keys = self._transform(self._image_tokens(image), self._prompt_tokens(points))
        first = 1 + self.FIRST_MASK
        tokens = queries[:, :, first:first + self.MASKS]
        iou = self.decoder.iou_prediction_head(queries[:, :, 0])[:, :, self.FIRST_MASK:]
        height, width = image.shape[2], image.shape[3]
        upscaled = self.decoder.output_upscaling(
            keys.reshape(batch * count, height * width, -1).transpose(1, 2).reshape(batch * count, -1, height, width))
        # One network for each mask turns its token into the weights of the channels.
        networks = self.decoder.output_hypernetworks_mlps[self.FIRST_MASK:]
        weights = torch.stack([network(tokens[:, :, i]) for i, network in enumerate(networks)], dim=2)
        masks = weights.reshape(batch * count, self.MASKS, -1) @ upscaled.flatten(2)
        return masks.reshape(batch, count, self.MASKS, 4 * height, 4 * width), iou, tokens

    def _image_tokens(self, image):
        return (image + self.no_mask).flatten(2).transpose(1, 2)[:, None]

    def _prompt_tokens(self, points):
        batch, count = points.shape[0], points.shape[1]
        point = self._place(points) + self.foreground
        output = torch.cat([self.decoder.iou_token.weight, self.decoder.mask_tokens.weight])
        return torch.cat([output.expand(batch, count, -1, -1), point[:, :, None],
                          self.padding.expand(batch, count, 1, -1)], dim=2)

    def _place(self, points):
        """Positional encoding of x and y in 0..1."""
        angles = 2 * math.pi * ((2 * points - 1) @ self.gaussian)
        return torch.cat([torch.sin(angles), torch.cos(angles)], dim=-1)

    def _transform(self, keys, prompt):
        transformer, places = self.decoder.transformer, self._place(self.cells)
        queries = prompt
        for layer in transformer.layers:
            if layer.skip_first_layer_pe:
                queries = attend(layer.self_attn, queries, queries, queries)
            else:
                queries = queries + attend(layer.self_attn, queries + prompt, queries + prompt, queries)
            queries = layer.norm1(queries)
            queries = layer.norm2(
                queries + attend(layer.cross_attn_token_to_image, queries + prompt, keys + places, keys))
            queries = layer.norm3(queries + layer.mlp(queries))
            keys = layer.norm4(
                keys + attend(layer.cross_attn_image_to_token, keys + places, queries + prompt, queries))
        queries = queries + attend(transformer.final_attn_token_to_image, queries + prompt, keys + places, keys)
        return transformer.norm_final_attn(queries), keys


def attend(layer, query, key, value):
    """Attention of [B, P, T, C] with P = 1 where all points share the tokens."""

    def heads(x):
        return x.reshape(x.shape[0], x.shape[1], x.shape[2], layer.num_heads, -1).transpose(2, 3)

    query, key, value = heads(layer.q_proj(query)), heads(layer.k_proj(key)), heads(layer.v_proj(value))
    weights = torch.softmax(query @ key.transpose(3, 4) / math.sqrt(query.shape[-1]), dim=-1)
    return layer.out_proj((weights @ value).transpose(2, 3).flatten(3))


def load_sam(checkpoint, kind):
    """The published model of `kind` (vit_h, vit_l, vit_b or vit_t) with the weights of a state dictionary."""
    if kind == "vit_t":
        from mobile_sam import sam_model_registry
    else:
        from segment_anything import sam_model_registry
    sam = sam_model_registry[kind]()
    sam.load_state_dict(checkpoint)
    # After loading: MobileSAM keeps a copy of its attention biases, which only a change of mode brings up to date.
    return sam.train().eval()


def encoder_kind(checkpoint):
    """Which published encoder a state dictionary belongs to; None if it is none of them."""
    if "image_encoder.patch_embed.seq.0.c.weight" in checkpoint:
        return "vit_t"
    position = checkpoint.get("image_encoder.pos_embed")
    return None if position is None else {1280: "vit_h", 1024: "vit_l", 768: "vit_b"}.get(position.shape[-1])


def export_sam(sam, out):
    """Writes segment-encoder.onnx and segment-decoder.onnx to the folder; returns their components' files by name."""
    encoder, decoder = SegmentEncoder(sam).eval(), SegmentDecoder(sam).eval()
    side, grid = sam.image_encoder.img_size, sam.prompt_encoder.image_embedding_size[0]
    pixels = torch.zeros(1, 3, side, side)
    image, points = torch.zeros(1, sam.mask_decoder.transformer_dim, grid, grid), torch.full((1, 2, 2), .5)
    batch, prompts = {0: "batch"}, {0: "batch", 1: "points"}
    return (onnx_files.export(encoder, {"pixels": pixels}, ["image"], out / "segment-encoder.onnx",
                              {"pixels": batch, "image": batch})
            + onnx_files.export(decoder, {"image": image, "points": points}, ["masks", "iou", "tokens"],
                                out / "segment-decoder.onnx",
                                {"image": batch, "points": prompts, "masks": prompts, "iou": prompts, "tokens": prompts}))


def encoder_check(sam):
    """Says how far an exported encoder is from the original; of a picture of noise."""
    side = sam.image_encoder.img_size
    pixels = torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(1))

    def check(path, typical):
        with torch.no_grad():
            return onnx_files.difference(path, {"pixels": pixels}, {"image": sam.image_encoder(pixels)}, typical)

    return check


def decoder_check(sam):
    """Says how far an exported decoder is from the original's prompt encoder and mask decoder; of a few points."""
    side, grid = sam.image_encoder.img_size, sam.prompt_encoder.image_embedding_size[0]
    random = torch.Generator().manual_seed(2)
    image = torch.randn(1, sam.mask_decoder.transformer_dim, grid, grid, generator=random)
    pixels = torch.rand(3, 1, 2, generator=random) * side
    tokens = []

    def check(path, typical):
        hook = sam.mask_decoder.transformer.register_forward_hook(lambda module, inputs, output: tokens.append(output[0][:, 2:5]))
        with torch.no_grad():
            sparse, dense = sam.prompt_encoder(points=(pixels, torch.ones(3, 1)), boxes=None, masks=None)
            masks, iou = sam.mask_decoder(image_embeddings=image, image_pe=sam.prompt_encoder.get_dense_pe(),
                                          sparse_prompt_embeddings=sparse, dense_prompt_embeddings=dense, multimask_output=True)
        hook.remove()
        points = ((pixels[:, 0] + .5) / side)[None]
        return onnx_files.difference(path, {"image": image, "points": points},
                                     {"masks": masks[None], "iou": iou[None], "tokens": tokens[0][None]}, typical)

    return check
