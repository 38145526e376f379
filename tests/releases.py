"""A small release that is real in every part: an ONNX encoder, prototypes, templates, a manifest.

The encoder is a fixed random projection of the features, which keeps apart what is apart; its
signs are the made-up paths of `tests.streams`.
"""

import struct
from collections.abc import Mapping
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Final

import numpy as np

from ml import features, landmarks
from ml.artifact import Artifact, Manifest, write_release
from ml.predictor import Predictor, views
from ml.prototypes import FloatArray, Guard, PrototypeBook, Prototypes, SignKey, Thresholds
from ml.templates import Template
from tests.streams import Path, Stream

WIDTH: Final = 8  # numbers the projection leaves of each step
SIGNS: Final[Mapping[SignKey, Path]] = {
    ("vsl", "MOM"): Path(),
    ("vsl", "DAD"): Path(centre=(0.0, -0.5), radius=0.1, turns=3, spread=0.05),
    ("vsl", "UNCLE"): Path(centre=(-0.4, 0.6), radius=0.25, turns=1, both=True),
    ("vsl", "DOG"): Path(centre=(-0.6, -0.2), radius=0.05, turns=5, spread=0.2),
    ("vsl", "CAT"): Path(centre=(0.2, 0.3), radius=0.3, turns=1, spread=0.02),
    ("asl", "MOM"): Path(centre=(-0.1, -0.3), radius=0.15, turns=2, both=True),
}
TAKES: Final[Mapping[str, tuple[int, int]]] = {"DOG": (1, 1), "CAT": (1, 1), "UNCLE": (3, 1)}
JUDGED: Final = (6, 3)
THRESHOLDS: Final = Thresholds(
    MappingProxyType(
        {
            "example": Guard(0.5, 0.0, -2.0),
            "forming": Guard(0.6, 0.05, -0.1),
            "judged": Guard(0.7, 0.1, -0.05),
        }
    ),
    0.1,
)


def take(path: Path, seed: int) -> Stream:
    """One person making a sign once."""
    stream = Stream(fps=20 + seed % 11, seed=seed, noise=0.01)
    return stream.idle(0.4).sign(path).idle(0.4)


def small_release(parent: FilePath) -> FilePath:
    """Write the release below `parent` and return its directory."""
    clips = {key: [take(path, seed).clip() for seed in range(6)] for key, path in SIGNS.items()}
    windows = np.concatenate(
        [views(c, mirror_average=False) for some in clips.values() for c in some]
    )
    encoder = encoder_bytes(windows)
    manifest = Manifest(
        name="small",
        version="1",
        created="2026-11-24",
        layout=landmarks.FINGERPRINT,
        features_version=features.VERSION,
        embedding_size=features.STEPS * WIDTH,
        mirror_average=False,
        thresholds=THRESHOLDS,
        training=(),
        metrics={},
    )
    bare = Artifact(parent, "small", manifest, encoder, PrototypeBook.of([]), {})
    predictor = Predictor(bare)
    signs = []
    for key, some in clips.items():
        takes, signers = TAKES.get(key[1], JUDGED)
        people = tuple(f"signer {i % signers}" for i in range(takes))
        signs.append(Prototypes(key, predictor.embed_clips(some[:takes]), people))
    templates = {}
    for key, path in SIGNS.items():
        whole = features.normalise(take(path, 0).clip())
        templates[key] = Template(key, whole.times, whole.xy)
    return write_release(
        parent,
        manifest=manifest,
        encoder=encoder,
        prototypes=PrototypeBook.of(signs),
        templates=templates,
        extra={},
    )


# --- ONNX without the onnx package: its protocol buffers, written by hand -----------------------


def encoder_bytes(windows: FloatArray) -> bytes:
    """A model: (N, STEPS, FEATURES) → project → centre on the mean of `windows` → unit length."""
    rng = np.random.default_rng(7)
    project = rng.normal(0, features.FEATURES**-0.5, (features.FEATURES, WIDTH)).astype(np.float32)
    centre = -(windows @ project).mean(axis=0)
    shape = np.array([-1, features.STEPS * WIDTH], np.int64)
    graph = b"".join(
        (
            _node("MatMul", ["windows", "project"], "projected"),
            _node("Add", ["projected", "centre"], "centred"),
            _node("Reshape", ["centred", "shape"], "flat"),
            _node("LpNormalization", ["flat"], "embeddings"),
            _bytes(2, b"encoder"),
            _tensor("project", project),
            _tensor("centre", centre.astype(np.float32)),
            _tensor("shape", shape),
            _bytes(11, _value("windows", [None, features.STEPS, features.FEATURES])),
            _bytes(12, _value("embeddings", [None, features.STEPS * WIDTH])),
        )
    )
    opset = _bytes(8, _bytes(1, b"") + _number(2, 17))
    return _number(1, 8) + opset + _bytes(7, graph)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _node(operator: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(_bytes(1, name.encode()) for name in inputs)
    return _bytes(1, names + _bytes(2, output.encode()) + _bytes(4, operator.encode()))


def _tensor(
    name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.float32 | np.int64]]
) -> bytes:
    kind = {"f": 1, "i": 7}[values.dtype.kind]
    dims = b"".join(_number(1, size) for size in values.shape)
    data = struct.pack(f"<{values.size}{'f' if kind == 1 else 'q'}", *values.ravel().tolist())
    return _bytes(5, dims + _number(2, kind) + _bytes(8, name.encode()) + _bytes(9, data))


def _value(name: str, shape: list[int | None]) -> bytes:
    sizes = [_bytes(2, b"N") if size is None else _number(1, size) for size in shape]
    dims = b"".join(_bytes(1, size) for size in sizes)
    tensor = _number(1, 1) + _bytes(2, dims)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))
