"""What is doubtful in a clip set: a sentence for each clip that training would trip over."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from ml import features, landmarks
from ml.clips import Clip, FloatArray
from ml.features import Unusable

Kind = Literal[
    "unlabelled", "shoulders", "too_short", "no_hands", "few_hands", "scale", "mirrored",
    "near_copy", "frozen",
]  # fmt: skip

FEW_HANDS: Final = 0.3  # share of frames with a hand, below which a clip shows little of its sign
BLINKS: Final = 0.5  # share of frames without shoulders that is worth a sentence
SCALE: Final = (0.08, 0.8)  # shoulder width in picture widths: further off, or nearer than a webcam
CENTRED: Final = (0.5, 2.0)  # the same for sets measured in shoulder widths
COPY: Final = 0.02  # shoulder widths of mean difference: nobody signs twice that alike
STILL: Final = 1e-4  # shoulder widths a frame: the camera, or the tracker, stood still
AT_ONCE: Final = 256
SENTENCES: Final[dict[str, str]] = {
    "too_short": "fewer than four frames show a raised hand",
    "no_hands": "no hand is ever raised: missing, or resting low all along",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt: which file, which clip, what kind, and the sentence that says it."""

    file: str
    clip: str
    kind: Kind
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.clip}: {self.sentence}"

    def to_json(self) -> dict[str, Any]:
        """As an object of texts."""
        return asdict(self)


def inspect(path: Path, clips: Sequence[Clip]) -> Iterator[Finding]:
    """Every doubt about the clips of one file, clip by clip, then those about pairs of clips."""
    windows: list[FloatArray] = []
    names: list[int] = []
    for number, clip in enumerate(clips):
        for kind, sentence in _doubts(clip):
            yield Finding(str(path), clip.name or str(number), kind, sentence)
        try:
            windows.append(_shape(clip))
            names.append(number)
        except Unusable:
            pass  # said above
    for first, second, apart in _near_copies(windows):
        clip, other = clips[names[second]], clips[names[first]]
        sentence = f"a near-copy of {other.name} ({apart:.3f} shoulder widths apart on average)"
        yield Finding(str(path), clip.name, "near_copy", sentence)


def _doubts(clip: Clip) -> Iterator[tuple[Kind, str]]:
    if not clip.gloss:
        yield "unlabelled", "has no gloss"
    if not clip.signer:
        yield "unlabelled", "has no signer, so it cannot be kept to one side of a split"
    shoulders = clip.xy[:, [landmarks.LEFT_SHOULDER, landmarks.RIGHT_SHOULDER]]
    seen = np.isfinite(shoulders).all(axis=(1, 2))
    if not seen.any():
        yield "shoulders", "the shoulders are in no frame, so nothing can be measured"
        return
    if seen.mean() < BLINKS:
        yield "shoulders", f"the shoulders are missing (NaN) in {1 - seen.mean():.0%} of the frames"
    apart = (shoulders[seen, 0] - shoulders[seen, 1]) * [clip.aspect, 1]
    width = float(np.median(np.linalg.norm(apart, axis=1)))
    centred = clip.aspect == 1 and width > SCALE[1]
    low, high = CENTRED if centred else SCALE
    if not low <= width / clip.aspect <= high:
        yield "scale", f"the shoulders are {width / clip.aspect:.2f} picture widths apart"
    try:
        normal = features.normalise(clip)
    except Unusable as error:
        if error.reason in SENTENCES:
            yield error.reason, SENTENCES[error.reason]  # type: ignore[misc]
        else:
            yield "shoulders", "the shoulders are in one place, so nothing can be measured"
        return
    yield from _doubts_about_hands(clip, normal)
    # With the picture as the camera saw it, the left shoulder stands right of the right one.
    if np.median(shoulders[seen, 0, 0] - shoulders[seen, 1, 0]) < 0:
        yield "mirrored", "looks mirrored: the left shoulder is on the picture's left"


def _doubts_about_hands(clip: Clip, normal: Clip) -> Iterator[tuple[Kind, str]]:
    hands = [np.isfinite(clip.xy[:, hand.start, 0]) for hand in features.HANDS]
    share = float((hands[0] | hands[1]).mean())
    if share < FEW_HANDS:
        yield "few_hands", f"a hand is seen in only {share:.0%} of its frames"
    moved = np.abs(np.diff(normal.xy, axis=0))
    if np.isfinite(moved).any() and np.nanmean(moved) < STILL:
        yield "frozen", "nothing moves from frame to frame"


def _shape(clip: Clip) -> FloatArray:
    """The hands' paths, for comparing clips: (STEPS × points × 2,), shoulder widths."""
    points = features.resample(features.normalise(clip))
    hands = np.concatenate([points[:, hand][:, ::4] for hand in features.HANDS], axis=1)
    shape: FloatArray = np.nan_to_num(hands, nan=3.0).astype(np.float32).ravel()
    return shape


def _near_copies(windows: Sequence[FloatArray]) -> Iterator[tuple[int, int, float]]:
    """Each window with its nearest earlier one, where they are closer than people sign."""
    if not windows:
        return
    whole = np.stack(windows)
    squares: npt.NDArray[np.float32] = np.square(whole).sum(axis=1)
    size = whole.shape[1] / 2  # points
    for start in range(0, len(whole), AT_ONCE):
        some = slice(start, min(start + AT_ONCE, len(whole)))
        apart = squares[some, None] + squares[: some.stop] - 2 * whole[some] @ whole[: some.stop].T
        for row in range(some.stop - start):
            earlier = apart[row, : start + row]
            if not len(earlier):
                continue
            nearest = int(earlier.argmin())
            mean = float(np.sqrt(max(earlier[nearest], 0) / size))
            if mean < COPY:
                yield nearest, start + row, mean
