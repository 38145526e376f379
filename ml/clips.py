"""Clips: recordings with a label, and the clip-set .npz that holds many of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.npz import read_arrays

FloatArray = npt.NDArray[np.float32]

MAX_CLIPS: Final = 200_000
MAX_FRAMES: Final = 20_000_000
MAX_BYTES: Final = 8 * 2**30
NEEDED: Final = ("landmarks", "xy", "lengths", "gloss")
OPTIONAL: Final = ("signer", "source", "clip", "fps", "aspect")
FAR: Final = 100.0  # pictures
UNKNOWN_FPS: Final = 25.0  # what a recording is taken to be when its set does not say
UNKNOWN_ASPECT: Final = 4 / 3


class ClipError(ValueError):
    """A clip (set) that cannot be used; the text names the file, the clip and the reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One recording.

    xy: (T, 55, 2) float32, x in picture widths and y in picture heights, NaN where missing.
    times: (T,) float64, seconds since the first frame, strictly increasing.
    aspect: width / height of the picture.
    """

    xy: FloatArray
    times: npt.NDArray[np.float64]
    aspect: float = UNKNOWN_ASPECT
    gloss: str = ""
    signer: str = ""
    source: str = ""
    name: str = ""

    def __len__(self) -> int:
        return len(self.times)

    def mirrored(self) -> "Clip":
        """What a mirror shows: x turned round, left and right points swapped."""
        # Round the picture's middle; where x is measured from the body instead, that only shifts
        # everything, and the features are centred on the shoulders anyway.
        xy = self.xy[:, landmarks.MIRROR] * np.array([-1, 1], np.float32)
        return replace(self, xy=xy + np.array([1, 0], np.float32))

    def at_rate(self, fps: float) -> "Clip":
        """The frames that a slower camera would have seen: the first at or after each 1/fps."""
        slots = np.floor(self.times * fps + 1e-6)
        keep = np.flatnonzero(np.diff(slots, prepend=-1.0) > 0)
        return replace(self, xy=self.xy[keep], times=self.times[keep])


@dataclass(frozen=True, slots=True, eq=False)
class ClipSet(Sequence[Clip]):
    """Clips in order; `glosses` and `signers` are arrays to select by."""

    clips: tuple[Clip, ...]

    @overload
    def __getitem__(self, index: int) -> Clip: ...
    @overload
    def __getitem__(self, index: slice) -> "ClipSet": ...
    def __getitem__(self, index: int | slice) -> "Clip | ClipSet":
        return ClipSet(self.clips[index]) if isinstance(index, slice) else self.clips[index]

    def __len__(self) -> int:
        return len(self.clips)

    def __iter__(self) -> Iterator[Clip]:
        return iter(self.clips)

    @property
    def glosses(self) -> npt.NDArray[np.str_]:
        """One label a clip."""
        return np.array([clip.gloss for clip in self.clips], dtype=np.str_)

    @property
    def signers(self) -> npt.NDArray[np.str_]:
        """One person a clip."""
        return np.array([clip.signer for clip in self.clips], dtype=np.str_)

    def where(self, mask: npt.NDArray[np.bool_]) -> "ClipSet":
        """The clips whose entry in a boolean mask is true."""
        return ClipSet(tuple(clip for clip, keep in zip(self.clips, mask, strict=True) if keep))


def read_clips(path: Path | str) -> ClipSet:
    """Read a clip set; its format is in `write_clips`.

    Raises ClipError for anything that is not one: pickled entries, another layout, lengths that do
    not add up, or more than the bounds of this module.
    """
    path = Path(path)
    try:
        entries = read_arrays(path, names=NEEDED, optional=OPTIONAL, max_bytes=MAX_BYTES)
    except ValueError as error:
        raise ClipError(f"{path}: not a readable clip set: {error}") from error
    return ClipSet(tuple(_clips_of(path, entries)))


def _clips_of(path: Path, entries: dict[str, npt.NDArray[Any]]) -> Iterator[Clip]:
    if tuple(map(str, entries["landmarks"])) != landmarks.NAMES:
        raise ClipError(
            f"{path}: its landmarks are not the 55 of ml/landmarks.json, in their order"
        )
    xy, lengths = entries["xy"], entries["lengths"]
    count = len(lengths)
    if lengths.ndim != 1 or lengths.dtype.kind not in "iu" or count > MAX_CLIPS:
        raise ClipError(f"{path}: lengths must be at most {MAX_CLIPS:,} whole numbers")
    total = int(lengths.sum()) if count else 0
    if xy.shape != (total, landmarks.COUNT, 2) or xy.dtype.kind != "f" or total > MAX_FRAMES:
        raise ClipError(
            f"{path}: xy is {xy.dtype} {xy.shape}; the lengths add up to {total} frames"
        )
    if count and lengths.min() < 0:
        raise ClipError(f"{path}: clip {int(lengths.argmin())} has a negative length")
    text = {
        key: _labels(path, entries, key, count) for key in ("gloss", "signer", "source", "clip")
    }
    fps = _numbers(path, entries, "fps", count, UNKNOWN_FPS)
    aspect = _numbers(path, entries, "aspect", count, UNKNOWN_ASPECT)
    start = 0
    for i, length in enumerate(map(int, lengths)):
        frames = xy[start : start + length].astype(np.float32)
        start += length
        # NaN too; a place that far outside the picture is no place, and would overflow later.
        frames[~(np.abs(frames) < FAR).all(axis=2)] = np.nan
        yield Clip(
            xy=frames,
            times=np.arange(length) / fps[i],
            aspect=float(aspect[i]),
            gloss=text["gloss"][i],
            signer=text["signer"][i],
            source=text["source"][i],
            name=text["clip"][i] or f"{path.stem}/{i}",
        )


def _labels(path: Path, entries: dict[str, npt.NDArray[Any]], key: str, count: int) -> list[str]:
    if key not in entries:
        return [""] * count
    if entries[key].shape != (count,):
        raise ClipError(f"{path}: {key} has shape {entries[key].shape}, not one a clip ({count})")
    return [str(value) for value in entries[key]]


def _numbers(
    path: Path, entries: dict[str, npt.NDArray[Any]], key: str, count: int, unknown: float
) -> npt.NDArray[np.float64]:
    if key not in entries:
        return np.full(count, unknown)
    if entries[key].shape != (count,) or entries[key].dtype.kind not in "fiu":
        raise ClipError(f"{path}: {key} must be one number a clip ({count})")
    values = entries[key].astype(np.float64)
    return np.where(np.isfinite(values) & (values > 0), values, unknown)


def write_clips(path: Path | str, clips: Iterable[Clip]) -> None:
    """Write a clip set: xy (sum of lengths, 55, 2) float16, and one entry a clip of all else.

    Frames are taken to be evenly spaced: a clip keeps its mean rate, not its single times.
    """
    kept = list(clips)
    frames = [clip.xy.astype(np.float16) for clip in kept]
    np.savez_compressed(
        path,
        landmarks=np.array(landmarks.NAMES),
        xy=np.concatenate(frames) if frames else np.zeros((0, landmarks.COUNT, 2), np.float16),
        lengths=np.array([len(clip) for clip in kept], np.int32),
        gloss=np.array([clip.gloss for clip in kept], np.str_),
        signer=np.array([clip.signer for clip in kept], np.str_),
        source=np.array([clip.source for clip in kept], np.str_),
        clip=np.array([clip.name for clip in kept], np.str_),
        fps=np.array([_rate(clip) for clip in kept], np.float32),
        aspect=np.array([clip.aspect for clip in kept], np.float32),
    )


def _rate(clip: Clip) -> float:
    return (len(clip) - 1) / float(clip.times[-1]) if len(clip) > 1 else np.nan
