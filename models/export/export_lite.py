"""Writes lite.onnx: one pass gives boundary and pixels (stride 4) and features (stride 32).

    python3 export_lite.py trained OUT.onnx [REFERENCE.onnx]

`trained` holds head.pt and projection.npz as train_head.py writes them. Batch normalisation, input normalisation and
the head's distance scale are folded into the convolutions; weights are stored as 16-bit floats, batch and size are
dynamic. The result is checked against the torch modules and, if given, against another exported network.
"""
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

import backbone
from head import EMBEDDING, WIDTH, Head

OPSET, IR = 13, 8
INLINE = 64  # tensors up to this size stay 32-bit


class Graph:
    """Collects nodes and weights; every method gives the name of the value it makes."""

    def __init__(self):
        self.nodes, self.weights, self.count = [], [], 0

    def node(self, op, *inputs, output=None, **attributes):
        self.count += 1
        output = output or f"t{self.count}"
        self.nodes.append(helper.make_node(op, list(inputs), [output], **attributes))
        return output

    def constant(self, array):
        self.count += 1
        name, array = f"w{self.count}", np.ascontiguousarray(array, np.float32)
        if array.size <= INLINE:
            self.weights.append(numpy_helper.from_array(array, name))
            return name
        self.weights.append(numpy_helper.from_array(array.astype(np.float16), name + "_half"))
        return self.node("Cast", name + "_half", output=name, to=TensorProto.FLOAT)

    def conv(self, x, weight, bias, stride=1, groups=1, pads=None, output=None):
        kernel = weight.shape[-1]
        if pads is None:
            pads = [(kernel - 1) // 2] * 4 if stride == 1 else [kernel // 2 - 1] * 2 + [kernel // 2] * 2
        return self.node("Conv", x, self.constant(weight), self.constant(bias), output=output,
                         kernel_shape=[kernel] * 2, strides=[stride] * 2, group=groups, pads=pads)

    def relu(self, x):
        return self.node("Relu", x)

    def relu6(self, x):
        return self.node("Clip", x, "zero", "six")

    def double(self, x):
        return self.node("Resize", x, "", "twice", mode="linear", coordinate_transformation_mode="half_pixel")

    def separable(self, x, module):
        depthwise = module[0].weight.detach().numpy()
        x = self.conv(x, depthwise, np.zeros(len(depthwise)), groups=len(depthwise))
        return self.relu(self.conv(x, *parameters(module[1])))


def parameters(conv):
    return conv.weight.detach().numpy(), conv.bias.detach().numpy()


def folded(conv, norm):
    """Weight and bias of a convolution followed by batch normalisation."""
    gain = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    return (conv.weight.detach() * gain.view(-1, 1, 1, 1)).numpy(), (norm.bias - norm.running_mean * gain).detach().numpy()


def add_backbone(graph, net):
    centred = graph.node("Sub", "image", graph.constant(np.float32(127)))
    x = graph.node("Mul", centred, graph.constant(np.float32(1 / 128)))
    x = graph.relu6(graph.conv(x, *folded(net._conv_stem, net._bn0), stride=2))
    taps = {}
    for i, block in enumerate(net._blocks[:backbone.LAST_BLOCK + 1]):
        y = graph.relu6(graph.conv(x, *folded(block._expand_conv, block._bn0))) if block.expands else x
        depthwise = block._depthwise_conv
        y = graph.relu6(graph.conv(y, *folded(depthwise, block._bn1), depthwise.stride[0], depthwise.groups))
        y = graph.conv(y, *folded(block._project_conv, block._bn2))
        x = taps[i] = graph.node("Add", y, x) if block.residual else y
    return taps


def add_head(graph, head, taps):
    def lateral(conv, stride):
        """A 1x1 convolution with the normalisation of its input folded in."""
        mean, spread = (getattr(head, f"n{stride}{kind}").numpy() for kind in "ms")
        weight, bias = parameters(conv)
        weight = weight[:, :, 0, 0] / spread
        return weight[:, :, None, None], bias - weight @ mean

    p = graph.separable(graph.relu(graph.conv(taps[14], *lateral(head.l32, 32))), head.c32)
    p = graph.relu(graph.node("Add", graph.conv(taps[10], *lateral(head.l16, 16)), graph.double(p)))
    p = graph.separable(p, head.c16)
    p = graph.node("Add", graph.conv(taps[4], *lateral(head.l8, 8)), graph.double(graph.conv(p, *parameters(head.r16))))
    p = graph.separable(graph.separable(graph.relu(p), head.c8[0]), head.c8[1])
    coarse = graph.relu(graph.node("Add", graph.conv(taps[2], *lateral(head.l4, 4)), graph.double(p)))
    # l2 pads with zeros after the normalisation, so that cannot be folded in.
    fine = graph.node("Sub", taps[0], graph.constant(head.n2m.view(1, -1, 1, 1).numpy()))
    fine = graph.node("Mul", fine, graph.constant((1 / head.n2s).view(1, -1, 1, 1).numpy()))
    fine = graph.relu(graph.conv(fine, *parameters(head.l2), stride=2, pads=[1, 1, 1, 1]))
    mix, bias = parameters(head.m)
    q = graph.node("Add", graph.conv(coarse, mix[:, :WIDTH], bias), graph.conv(fine, mix[:, WIDTH:], np.zeros(WIDTH)))
    q = graph.separable(graph.separable(graph.relu(q), head.c4[0]), head.c4[1])
    weight, bias = parameters(head.out)
    scale = np.sqrt(float(head.scale))
    graph.node("Sigmoid", graph.conv(q, weight[:1], bias[:1]), output="boundary")
    graph.conv(q, weight[1:] / scale, bias[1:] / scale, output="pixels")


def build(net, head, projection, mean):
    graph = Graph()
    for name, value in (("zero", np.float32(0)), ("six", np.float32(6)), ("twice", np.array([1, 1, 2, 2], np.float32))):
        graph.weights.append(numpy_helper.from_array(np.asarray(value), name))
    taps = add_backbone(graph, net)
    add_head(graph, head, taps)
    graph.conv(taps[14], projection.T[:, :, None, None], -(mean @ projection), output="features")

    def value(name, channels, *sides):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", channels, *sides])

    onnx_graph = helper.make_graph(
        graph.nodes, "lite", [value("image", 3, "h", "w")],
        [value("boundary", 1, "h4", "w4"), value("pixels", EMBEDDING, "h4", "w4"),
         value("features", projection.shape[1], "h32", "w32")], graph.weights)
    model = helper.make_model(onnx_graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="sess-monitor")
    model.ir_version = IR
    onnx.checker.check_model(model)
    return model


def differences(run, out, images):
    """Largest difference per output between a network and the exported one."""
    exported = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    names = [output.name for output in exported.get_outputs()]
    worst = dict.fromkeys(names, 0.)
    for image in images:
        for name, a, b in zip(names, exported.run(names, {"image": image}), run(names, image)):
            worst[name] = max(worst[name], float(np.abs(a - b).max()))
    return {name: f"{value:.1e}" for name, value in worst.items()}


def main(trained, out, reference=None):
    folder = pathlib.Path(trained)
    head = Head()
    head.load_state_dict(torch.load(folder / "head.pt"))
    head.eval()
    net, pca = backbone.load(), np.load(folder / "projection.npz")
    onnx.save(build(net, head, pca["W"], pca["mu"]), out)
    print(out, pathlib.Path(out).stat().st_size, "bytes")

    random = np.random.default_rng(1)
    images = [random.integers(0, 256, (n, 3, h // 8, w // 8)).repeat(8, 2).repeat(8, 3).astype(np.float32)
              for n, h, w in ((1, 352, 512), (2, 512, 256), (1, 32, 512))]

    @torch.no_grad()
    def original(names, image):
        taps = net(torch.from_numpy(image))
        boundary, pixels = head(taps)
        features = torch.einsum("nchw,cd->ndhw", taps[14] - torch.from_numpy(pca["mu"]).view(1, -1, 1, 1),
                                torch.from_numpy(pca["W"]))
        values = dict(boundary=torch.sigmoid(boundary), pixels=pixels / head.scale.sqrt(), features=features)
        return [values[name].numpy() for name in names]

    print("against torch (16-bit weights):", differences(original, out, images))
    if reference:
        other = onnxruntime.InferenceSession(reference, providers=["CPUExecutionProvider"])
        run = lambda names, image: other.run(names, {"image": image})  # noqa: E731
        print(f"against {pathlib.Path(reference).name}:", differences(run, out, images))


if __name__ == "__main__":
    main(*sys.argv[1:])
