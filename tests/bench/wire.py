"""What a frame weighs and what reading it costs: ours against JSON, for the same points."""

import json
from typing import Any

import numpy as np

from ml import landmarks
from recognition import protocol
from recognition.protocol import Frames
from tests.bench.table import Row, seconds_each
from tests.streams import ASPECT, Path, Stream

FRAMES = 5  # a message, as the page sends them
READING = "reading a frame"


def measure() -> list[Row]:
    """Bytes a frame and CPU microseconds to read one, both ways."""
    stream = Stream().idle(0.2).sign(Path(both=True))
    times = np.rint(np.array(stream.times[:FRAMES]) * 1_000).astype(np.int64)
    xy = stream.xy()[:FRAMES]
    ours = protocol.encode_frames(Frames(1, times, xy, ASPECT, 120))
    theirs = [json.dumps(_as_json(time, frame)) for time, frame in zip(times, xy, strict=True)]
    read_ours = seconds_each(lambda: protocol.parse_frames(ours)) / FRAMES
    read_theirs = seconds_each(lambda: _read_json(theirs[0]))
    return [
        Row("bytes a frame", len(ours) / FRAMES, "B", len(theirs[0]), "JSON objects"),
        Row(READING, read_ours * 1e6, "µs CPU", read_theirs * 1e6, "JSON objects"),
    ]


def _as_json(time: int, frame: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> Any:
    """A frame as pages usually send it: one object a point, with its name."""
    points = [
        {"name": name, "x": float(x), "y": float(y)}
        for name, (x, y) in zip(landmarks.NAMES, frame.tolist(), strict=True)
        if np.isfinite(x)
    ]
    return {"type": "frame", "time": int(time), "landmarks": points}


def _read_json(text: str) -> Any:
    points = np.full((landmarks.COUNT, 2), np.nan, np.float32)
    for point in json.loads(text)["landmarks"]:
        points[landmarks.INDEX[point["name"]]] = (point["x"], point["y"])
    return points
