"""SAM and MobileSAM in miniature: the originals' classes with few channels and weights from a seed.

Masks of random weights are noise all over the picture, of which non-maximum suppression leaves nothing. So attention is
sharpened, which makes the masks of different points differ, and the thresholds are fitted to one picture, so that masks are
a few spots.
"""
import numpy as np
import torch
from torch import nn

CHANNELS = 32


def mini_sam(seed=5):
    from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

    torch.manual_seed(seed)
    encoder = ImageEncoderViT(
        depth=3, embed_dim=32, img_size=256, mlp_ratio=2, norm_layer=lambda width: nn.LayerNorm(width, eps=1e-6),
        num_heads=4, patch_size=16, qkv_bias=True, use_rel_pos=True, global_attn_indexes=[1], window_size=6,
        out_chans=CHANNELS)
    return finished(_assembled(Sam, PromptEncoder, MaskDecoder, TwoWayTransformer, encoder, 256))


def mini_mobile_sam(seed=6):
    from mobile_sam.modeling import MaskDecoder, PromptEncoder, Sam, TwoWayTransformer
    from mobile_sam.modeling.tiny_vit_sam import LayerNorm2d, TinyViT

    torch.manual_seed(seed)
    # The original fixes the picture's side (1024), the last width (320, where it stops halving) and the neck; the last
    # stage, which would be most of the weights, has no blocks, and the neck is narrower.
    encoder = TinyViT(img_size=1024, num_classes=0, embed_dims=[8, 16, 24, 320], depths=[1, 1, 2, 0],
                      num_heads=[1, 2, 2, 5], window_sizes=[7, 7, 7, 7], mlp_ratio=2., drop_path_rate=0.)
    encoder.neck = nn.Sequential(
        nn.Conv2d(320, CHANNELS, 1, bias=False), LayerNorm2d(CHANNELS),
        nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False), LayerNorm2d(CHANNELS))
    return finished(_assembled(Sam, PromptEncoder, MaskDecoder, TwoWayTransformer, encoder, 1024))


def _assembled(sam, prompt_encoder, mask_decoder, transformer, encoder, side):
    return sam(
        image_encoder=encoder,
        prompt_encoder=prompt_encoder(embed_dim=CHANNELS, image_embedding_size=(side // 16, side // 16),
                                      input_image_size=(side, side), mask_in_chans=16),
        mask_decoder=mask_decoder(
            num_multimask_outputs=3,
            transformer=transformer(depth=2, embedding_dim=CHANNELS, mlp_dim=64, num_heads=4),
            transformer_dim=CHANNELS, iou_head_depth=3, iou_head_hidden_dim=CHANNELS),
        pixel_mean=[123.675, 116.28, 103.53], pixel_std=[58.395, 57.12, 57.375])


def finished(sam):
    """With weights of a spread that makes masks of different points differ."""
    with torch.no_grad():
        for name, weight in sam.named_parameters():
            if name.endswith(("pos_embed", "rel_pos_h", "rel_pos_w", "attention_biases")):
                weight.normal_(std=.3)
            elif name.endswith("bias"):
                weight.add_(torch.randn_like(weight) * .05)
            elif "transformer" in name and name.endswith(("q_proj.weight", "k_proj.weight")):
                weight.mul_(4)
            elif "transformer" in name and name.endswith(("v_proj.weight", "out_proj.weight")):
                weight.mul_(2)
        # Channel 0 becomes 1 everywhere, and its weight a mask's threshold.
        last = sam.mask_decoder.output_upscaling[3]
        last.weight[:, 0] = 0
        last.bias[0] = 1.1446
    return sam.train().eval()


@torch.no_grad()
def fit(sam, picture, seed, points=9):
    """picture: array [h, w, 3] of bytes."""
    torch.manual_seed(seed)
    side, decoder = sam.image_encoder.img_size, sam.mask_decoder
    pixels = torch.as_tensor(np.array(picture)).permute(2, 0, 1)[None].float()
    features = sam.image_encoder(sam.preprocess(torch.nn.functional.interpolate(pixels, (side, side))))
    at = torch.rand(points, 2)
    sparse, dense = sam.prompt_encoder(points=(at[:, None] * side, torch.ones(points, 1)), boxes=None, masks=None)
    seen = {}
    hooks = [module.register_forward_hook(lambda module, inputs, output: seen.update({module: output}))
             for module in (decoder.output_upscaling, *decoder.output_hypernetworks_mlps)]
    _, iou = decoder(image_embeddings=features, image_pe=sam.prompt_encoder.get_dense_pe(),
                     sparse_prompt_embeddings=sparse, dense_prompt_embeddings=dense, multimask_output=True)
    for hook in hooks:
        hook.remove()
    channels = seen[decoder.output_upscaling].flatten(2)
    for network, share in zip(decoder.output_hypernetworks_mlps[1:], (.1, .2, .35)):
        # Weights mostly the same for all points: otherwise they make all the difference, and masks are all or nothing.
        weights, last = seen[network], network.layers[-1]
        middle = weights.mean(0)
        last.bias.copy_(middle + .2 * (last.bias - middle))
        last.weight.mul_(.2)
        logits = ((middle + .2 * (weights - middle))[:, None] @ channels).flatten()
        scale = 12 / logits.std()
        last.weight.mul_(scale)
        last.bias.mul_(scale)
        # Channel 0 is 1 everywhere.
        last.bias[0] -= scale * logits.quantile(1 - share)
    head = decoder.iou_prediction_head.layers[-1]
    scale = .06 / iou.std(0)
    head.weight[1:] *= scale[:, None]
    head.bias[1:] = .9 + (head.bias[1:] - iou.mean(0)) * scale
    return sam
