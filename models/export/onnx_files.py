"""Writes torch modules as ONNX files, and makes them smaller."""
import inspect
import pathlib
import tempfile

import onnx
import torch

OPSET = 17

# The largest ONNX file that can be one piece; what is larger keeps its weights in a second file.
ONE_FILE = 1_900_000_000


def export(module, inputs, outputs, path, dynamic):
    """Writes `path`, and beside it `path`.data where the weights need a file of their own; returns the files' paths.

    inputs: example tensor by name; outputs: names; dynamic: for a tensor's name, {dimension: name}.
    """
    more = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, torch.no_grad():
        raw = pathlib.Path(folder) / "raw.onnx"
        torch.onnx.export(module, tuple(inputs.values()), str(raw), input_names=list(inputs), output_names=outputs,
                          dynamic_axes=dynamic, opset_version=OPSET, do_constant_folding=True, **more)
        return save(onnx.load(str(raw)), path)


def save(model, path):
    data = path.with_name(path.name + ".data")
    for old in (path, data):
        old.unlink(missing_ok=True)
    large = sum(tensor.ByteSize() for tensor in model.graph.initializer) > ONE_FILE
    if large:
        onnx.save_model(model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=data.name)
        return [path, data]
    onnx.save_model(model, str(path))
    return [path]


def components(name, path, licence, source):
    """A network's files, as a bundle lists them."""
    data = path.with_name(path.name + ".data")
    files = {name: path} | ({f"{name}-data": data} if data.exists() else {})
    return {key: (file.name, licence, source) for key, file in files.items()}


def to_half(path):
    """Stores and computes in 16-bit floats; inputs and outputs stay 32-bit."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    model = onnx.load(str(path))
    # Shape inference would serialise the model, which fails above 2 GB.
    return save(convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True), path)


def to_int8(path):
    """Weights of the matrix products in 8 bits; activations are quantised as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        small = pathlib.Path(folder) / "int8.onnx"
        quantize_dynamic(str(path), str(small), weight_type=QuantType.QUInt8,
                         op_types_to_quantize=["MatMul", "Gemm"],
                         use_external_data_format=path.with_name(path.name + ".data").exists())
        return save(onnx.load(str(small)), path)


def require_close(what, off, limit):
    """Says how far an exported network is from the original, and refuses one that is too far off."""
    print(f"{what}: off by {off:.1e}", flush=True)
    if not off <= limit:
        raise RuntimeError(f"{what} differs from the original by {off:.1e}, more than {limit:.0e}")


def difference(path, inputs, expected, typical=False):
    """Largest difference of a network's outputs to the expected ones, or the root of their mean square, in shares of the
    spread; of the worst output.

    inputs, expected: tensors by name.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    outputs = session.run(list(expected), {name: tensor.numpy() for name, tensor in inputs.items()})
    off = [(torch.as_tensor(output) - wanted) / wanted.std() for output, wanted in zip(outputs, expected.values())]
    return max(float(each.square().mean().sqrt() if typical else each.abs().max()) for each in off)
