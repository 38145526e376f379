"""Prototypes and templates as .npz bytes, and back with every size checked."""

import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.npz import Arrays, read_arrays
from ml.prototypes import FloatArray, PrototypeBook, Prototypes, SignKey
from ml.templates import Template

MAX_UNPACKED: Final = 128 * 2**20
LABELS: Final = ("language", "gloss", "signer", "take")


def pack_prototypes(book: PrototypeBook) -> bytes:
    """One row a take: its embedding as float16 beside its language, gloss, signer and take."""
    rows = [
        (sign.key[0], sign.key[1], signer, name)
        for sign in book.values()
        for signer, name in zip(sign.signers, sign.names or [""] * sign.takes, strict=True)
    ]
    labels = {label: [row[column] for row in rows] for column, label in enumerate(LABELS)}
    return _pack(embeddings=book.takes.astype(np.float16), **labels)


def unpack_prototypes(data: bytes, size: int) -> PrototypeBook:
    """The book that was packed, its embeddings of `size` numbers. Raises ValueError."""
    held = read_arrays(data, names=("embeddings", *LABELS), max_bytes=MAX_UNPACKED)
    embeddings = _floats(held, "embeddings")
    if embeddings.ndim != 2 or embeddings.shape[1] != size:
        raise ValueError(f"embeddings are {embeddings.shape}, not (takes, {size})")
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    if not ((length > 0.9) & (length < 1.1)).all():  # false for NaN too
        raise ValueError("an embedding is not of unit length")
    rows: dict[SignKey, list[int]] = {}
    for row, key in enumerate(_keys(held, len(embeddings))):
        rows.setdefault(key, []).append(row)
    signers, names = (_texts(held, label, len(embeddings)) for label in ("signer", "take"))
    return PrototypeBook.of(
        Prototypes(
            key,
            (embeddings / length)[where],
            tuple(signers[row] for row in where),
            tuple(names[row] for row in where),
        )
        for key, where in rows.items()
    )


def pack_templates(templates: Mapping[SignKey, Template]) -> bytes:
    """All templates' frames one after another: xy as float16, times as float32, and lengths."""
    some = list(templates.values())
    return _pack(
        xy=np.concatenate([np.zeros((0, landmarks.COUNT, 2)), *(t.xy for t in some)]).astype("f2"),
        times=np.concatenate([np.zeros(0), *(t.times for t in some)]).astype("f4"),
        lengths=np.array([len(t.times) for t in some], np.int32),
        language=[t.key[0] for t in some],
        gloss=[t.key[1] for t in some],
    )


def unpack_templates(data: bytes) -> Mapping[SignKey, Template]:
    """The templates that were packed. Raises ValueError."""
    names = ("times", "xy", "lengths", "language", "gloss")
    held = read_arrays(data, names=names, max_bytes=MAX_UNPACKED)
    lengths, times, xy = held["lengths"], _floats(held, "times"), _floats(held, "xy")
    if lengths.ndim != 1 or lengths.dtype.kind not in "iu" or (lengths < 2).any():
        raise ValueError("lengths must be whole numbers of frames, two at least")
    total = sum(map(int, lengths))
    if times.shape != (total,) or xy.shape != (total, landmarks.COUNT, 2):
        raise ValueError(f"xy and times do not hold the {total} frames of the lengths")
    if np.isinf(xy).any() or not np.isfinite(times).all():
        raise ValueError("a place or a time is infinite")
    templates: dict[SignKey, Template] = {}
    end = 0
    for key, length in zip(_keys(held, len(lengths)), map(int, lengths), strict=True):
        start, end = end, end + length
        templates[key] = Template(key, times[start:end].astype(np.float64), xy[start:end])
    return MappingProxyType(templates)


def _pack(**arrays: npt.NDArray[Any] | list[str]) -> bytes:
    """The same arrays give the same bytes: numpy dates every entry 1980."""
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        allow_pickle=False,
        **{k: np.array(v, np.str_) if isinstance(v, list) else v for k, v in arrays.items()},
    )
    return packed.getvalue()


def _floats(held: Arrays, name: str) -> FloatArray:
    if held[name].dtype.kind != "f":
        raise ValueError(f"{name} must be floating-point numbers")
    return held[name].astype(np.float32)


def _texts(held: Arrays, name: str, count: int) -> list[str]:
    if held[name].shape != (count,) or held[name].dtype.kind != "U":
        raise ValueError(f"{name} must be {count} texts")
    return [str(value) for value in held[name]]


def _keys(held: Arrays, count: int) -> list[SignKey]:
    return list(zip(_texts(held, "language", count), _texts(held, "gloss", count), strict=True))
