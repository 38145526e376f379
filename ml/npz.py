"""Reading an .npz that somebody else wrote: known entries, bounded sizes, never a pickle."""

import ast
import io
import math
import operator
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

# What a damaged archive raises: zlib's error is none of zipfile's, an encrypted entry raises
# RuntimeError.
UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def read_arrays(
    source: bytes | Path, *, names: Iterable[str], optional: Iterable[str] = (), max_bytes: int
) -> Arrays:
    """The named arrays of an .npz, and those of the optional ones that it holds.

    Raises ValueError for a broken archive, a missing entry, a pickled array, an entry whose header
    promises more than it holds, or more than `max_bytes` once unpacked. Nothing is unpacked, and no
    memory is set aside, before those sizes have been checked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as held:
            sizes = {entry.filename: entry.file_size for entry in held.infolist()}
            if sum(sizes.values()) > max_bytes:
                raise ValueError(f"unpacks to {sum(sizes.values()):,} bytes, over {max_bytes:,}")
            needed = list(names)
            missing = [name for name in needed if f"{name}.npy" not in sizes]
            if missing:
                raise ValueError(f"entries missing: {', '.join(missing)}")
            wanted = [*needed, *(name for name in optional if f"{name}.npy" in sizes)]
            return {name: _read_array(held, name, sizes[f"{name}.npy"]) for name in wanted}
    except UNREADABLE as error:
        raise ValueError(f"not a readable .npz ({error})") from error


def _read_array(archive: zipfile.ZipFile, name: str, size: int) -> npt.NDArray[Any]:
    with archive.open(f"{name}.npy") as entry:
        try:
            shape, dtype, fortran = _read_header(entry)
        except (SyntaxError, TypeError, KeyError, RecursionError, MemoryError) as error:
            raise ValueError(f"{name}: its header is none ({error})") from error
        if dtype.kind not in "biufU":
            raise ValueError(f"{name}: only numbers and texts are read, never pickles")
        held = size - entry.tell()
        if math.prod(shape) * dtype.itemsize != held or min(shape, default=0) < 0:
            raise ValueError(f"{name}: its header promises {shape} {dtype}, it holds {held} bytes")
        # A bytearray of the array's own keeps it writable and apart from the archive.
        values = np.frombuffer(bytearray(entry.read(held)), dtype=dtype)
        return values.reshape(shape[::-1]).T if fortran else values.reshape(shape)


def _read_header(entry: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any], bool]:
    """Shape, type and order, as in numpy's NEP 1; its own reader of them takes other things too."""
    if entry.read(8) != b"\x93NUMPY\x01\x00":
        raise ValueError("only .npy entries of version 1.0 are read")
    text = entry.read(int.from_bytes(entry.read(2), "little")).decode("latin-1")
    said = ast.literal_eval(text.strip())
    shape = tuple(operator.index(size) for size in said["shape"])
    return shape, np.dtype(str(said["descr"])), bool(said["fortran_order"])
