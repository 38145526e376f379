"""The layout: which 55 points a frame holds, read from landmarks.json, the only list of them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

LAYOUT: Final[Mapping[str, Any]] = MappingProxyType(
    json.loads(Path(__file__).with_name("landmarks.json").read_text(encoding="utf-8"))
)

NAMES: Final[tuple[str, ...]] = tuple(point["name"] for point in LAYOUT["points"])
COUNT: Final = len(NAMES)
INDEX: Final[Mapping[str, int]] = MappingProxyType({name: i for i, name in enumerate(NAMES)})
EDGES: Final[tuple[tuple[int, int], ...]] = tuple((INDEX[a], INDEX[b]) for a, b in LAYOUT["edges"])


def fingerprint(layout: Mapping[str, Any]) -> str:
    """16 hexadecimal digits that change whenever a point is added, moved, renamed or re-sourced."""
    points = [[point["name"], point["source"], point["index"]] for point in layout["points"]]
    said = json.dumps([points, layout["units"], layout["missing"]], separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def mirror_name(name: str) -> str:
    """The point that a mirror shows in this one's place: LEFT and RIGHT swapped, others kept."""
    return "_".join({"LEFT": "RIGHT", "RIGHT": "LEFT"}.get(part, part) for part in name.split("_"))


FINGERPRINT: Final = fingerprint(LAYOUT)
MIRROR: Final[npt.NDArray[np.intp]] = np.array(
    [INDEX[mirror_name(n)] for n in NAMES], dtype=np.intp
)


def _run(prefix: str) -> slice:
    """The consecutive points whose names begin with a prefix."""
    rows = [i for i, name in enumerate(NAMES) if name.startswith(prefix)]
    return slice(rows[0], rows[-1] + 1)


NOSE: Final = INDEX["POSE_NOSE"]
LEFT_SHOULDER: Final = INDEX["POSE_LEFT_SHOULDER"]
RIGHT_SHOULDER: Final = INDEX["POSE_RIGHT_SHOULDER"]
POSE: Final = _run("POSE_")
LEFT_HAND: Final = _run("LEFT_HAND_")
RIGHT_HAND: Final = _run("RIGHT_HAND_")
