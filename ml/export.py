"""A trained Keras encoder → encoder.onnx, compared with its original before anyone relies on it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime as ort

from ml.features import FEATURES, STEPS

if TYPE_CHECKING:
    import keras

TOLERANCE: Final = 1e-4
SIZES: Final = (1, 7, 64)  # batches to compare: the size is free


class ExportError(RuntimeError):
    """The exported encoder is not the trained one."""


def load_keras(path: Path) -> "keras.Model":
    """The encoder of a training run (encoder.keras); code inside such a file is refused."""
    import keras

    return keras.saving.load_model(path, compile=False, safe_mode=True)


def export_onnx(encoder: "keras.Model", *, seed: int = 0) -> bytes:
    """The encoder as ONNX: float32, any batch size, (N, STEPS, FEATURES) → (N, D) unit vectors.

    Raises ExportError where its answers to random windows differ by more than TOLERANCE.
    """
    import keras

    for layer in encoder.layers:
        if isinstance(layer, keras.layers.Normalization):
            # As tensors they would become inputs of the graph; as arrays they are constants of it.
            layer.mean, layer.variance = np.asarray(layer.mean), np.asarray(layer.variance)
    batch = keras.InputSpec(shape=(None, STEPS, FEATURES), dtype="float32", name="features")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        encoder.export(str(path), format="onnx", verbose=False, input_signature=[batch])
        onnx = path.read_bytes()
    difference = largest_difference(encoder, onnx, np.random.default_rng(seed))
    if not difference <= TOLERANCE:
        raise ExportError(f"ONNX and Keras differ by {difference:.2g}, more than {TOLERANCE:.0g}")
    return onnx


def largest_difference(encoder: "keras.Model", onnx: bytes, rng: np.random.Generator) -> float:
    """The largest difference of any coordinate between the two, over random windows."""
    session = ort.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    worst = 0.0
    for size in SIZES:
        windows = rng.normal(size=(size, STEPS, FEATURES)).astype(np.float32)
        ours = np.asarray(encoder(windows, training=False))
        theirs = session.run(None, {name: windows})[0]
        worst = max(worst, float(np.abs(ours - theirs).max()))
    return worst
