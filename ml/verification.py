"""True from false by a threshold: error rates read from two histograms of scores."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

BINS: Final = 2000  # of the scores' range -2 to 2, so a threshold is known to 0.002


def count(histogram: Floats, signer: Indices, values: npt.NDArray[np.floating]) -> None:
    """Add values in -2 to 2 to their signer's histogram, in place."""
    bins = np.clip(((values.astype(np.float64) + 2) * (BINS / 4)).astype(np.intp), 0, BINS - 1)
    counts = np.bincount(signer * BINS + bins, minlength=histogram.size)
    histogram += counts.reshape(histogram.shape)


def equal_error(genuine: Floats, impostor: Floats) -> Floats:
    """Where as many true ones are turned away as false ones let in, of histograms (B, BINS)."""
    rejected, accepted = _rates(genuine, impostor)
    after = np.argmax(rejected >= accepted, axis=1)[:, None]
    before = np.maximum(after - 1, 0)
    low, high = (np.take_along_axis(rejected - accepted, i, axis=1) for i in (before, after))
    share = np.where(high > low, -low / np.where(high > low, high - low, 1), 0)
    ends = [np.take_along_axis(accepted, i, axis=1) for i in (before, after)]
    return np.asarray((ends[0] * (1 - share) + ends[1] * share)[:, 0])


def rejection_at(genuine: Floats, impostor: Floats, acceptance: float) -> Floats:
    """True ones turned away at the lowest threshold that lets in at most so many false ones."""
    rejected, accepted = _rates(genuine, impostor)
    where = np.argmax(accepted <= acceptance + 1e-12, axis=1)[:, None]
    found = np.take_along_axis(rejected, where, axis=1)[:, 0]
    return np.where(np.isnan(accepted[:, 0]), np.nan, found)


def area(known: Floats, unknown: Floats) -> Floats:
    """The chance that a known one scores above an unknown one; equals count half. (B, BINS)."""
    share = known / known.sum(axis=1, keepdims=True)
    other = unknown / unknown.sum(axis=1, keepdims=True)
    below = np.cumsum(other, axis=1) - other / 2
    return np.asarray((share * below).sum(axis=1))


def _rates(genuine: Floats, impostor: Floats) -> tuple[Floats, Floats]:
    """False rejection and false acceptance (B, BINS + 1) at each bin's lower edge, and at 2."""
    below = np.pad(np.cumsum(genuine, axis=1), ((0, 0), (1, 0)))
    under = np.pad(np.cumsum(impostor, axis=1), ((0, 0), (1, 0)))
    return below / below[:, -1:], 1 - under / under[:, -1:]
