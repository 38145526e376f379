"""How a sign looks: one take, centred on the body and smoothed, for a skeleton to play."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ml.prototypes import FloatArray, SignKey

RATE: Final = 25.0  # frames a second


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """times (T,) in seconds, RATE a second, and xy (T, 55, 2) float32.

    Body-centred: origin midway between the shoulders, 1 = their distance, y down; NaN = missing.
    """

    key: SignKey
    times: npt.NDArray[np.float64]
    xy: FloatArray
