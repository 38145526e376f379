"""Reading an .npz that somebody else wrote: known entries, bounded sizes, never a pickle."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]


def read_arrays(data: bytes, *, names: Iterable[str], max_bytes: int) -> Arrays:
    """The named arrays of an .npz held in memory.

    Raises ValueError for a broken archive, a missing entry, a pickled array, an entry whose header
    promises more than it holds, or more than `max_bytes` once unpacked. Nothing is unpacked, and no
    memory is set aside, before those sizes have been checked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            if sum(sizes.values()) > max_bytes:
                raise ValueError(f"unpacks to {sum(sizes.values()):,} bytes, over {max_bytes:,}")
            missing = [name for name in names if f"{name}.npy" not in sizes]
            if missing:
                raise ValueError(f"entries missing: {', '.join(missing)}")
            return {name: _read_array(archive, name, sizes[f"{name}.npy"]) for name in names}
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise ValueError(f"not a readable .npz ({error})") from error


def _read_array(archive: zipfile.ZipFile, name: str, size: int) -> npt.NDArray[Any]:
    with archive.open(f"{name}.npy") as entry:
        version = np.lib.format.read_magic(entry)
        if version != (1, 0):
            raise ValueError(f"{name}: a .npy of version {version} is not read here")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(entry)
        if dtype.hasobject or fortran:
            raise ValueError(f"{name}: only plain arrays are read, never pickles")
        held = size - entry.tell()
        if int(np.prod(shape, dtype=object)) * dtype.itemsize != held:
            raise ValueError(f"{name}: its header promises {shape} {dtype}, it holds {held} bytes")
        # A bytearray of the array's own keeps it writable and apart from the archive.
        return np.frombuffer(bytearray(entry.read(held)), dtype=dtype).reshape(shape)
