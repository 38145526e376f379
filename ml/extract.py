"""Videos → clips: MediaPipe in its own environment, driven from here as a process of its own."""

import argparse
import csv
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ml import landmarks
from ml.clips import Clip, write_clips

ROOT: Final = Path(__file__).resolve().parent.parent
ENVIRONMENT: Final = ROOT / ".venv-extract"
LONGEST: Final = 120.0  # seconds of a video; a sign takes a few
HOW_TO_MAKE: Final = (
    "MediaPipe lives in an environment of its own: `make extract` makes it "
    "from requirements/extract.txt."
)


class ExtractionError(RuntimeError):
    """The extractor cannot run; the text says what to do."""


def interpreter() -> Path:
    """The Python that has MediaPipe: .venv-extract's, or this one. Raises ExtractionError."""
    own = ENVIRONMENT / "bin" / "python"
    if own.exists():
        return own
    if importlib.util.find_spec("mediapipe") is not None:
        return Path(sys.executable)
    raise ExtractionError(HOW_TO_MAKE)


def extract(
    videos: Sequence[Path],
    out: Path,
    *,
    gloss: str = "",
    signer: str = "",
    source: str = "",
    labels: Path | None = None,
) -> Iterator[dict[str, Any]]:
    """Turn videos into the clip set `out`, and say after each one what came of it.

    Each report holds `video` and either `frames`, `fps`, `hands` (share of frames with one) or
    `error`; a video that fails is left out and the others go on. Without a gloss the file's name is
    it; `labels` is a CSV of video name, gloss, signer that goes before both.
    Raises ExtractionError.
    """
    asked = ["--out", str(out), "--gloss", gloss, "--signer", signer, "--source", source]
    asked += ["--labels", str(labels)] if labels else []
    command = [str(interpreter()), "-m", "ml.extract", *asked, "--", *map(str, videos)]
    quiet = {"GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
    # What it complains of goes to a file: a full pipe that nobody reads would stop it.
    with (
        tempfile.TemporaryFile("w+") as trouble,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=trouble, text=True, env=os.environ | quiet
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                yield json.loads(line)
        except GeneratorExit:
            process.terminate()
            raise
        if process.wait():
            trouble.seek(0)
            last = trouble.read().strip().splitlines()[-1:] or ["it gave no reason"]
            raise ExtractionError(f"The extractor stopped ({last[0]}). {HOW_TO_MAKE}")


# --- within the extractor's own process -------------------------------------------------------


def read_video(path: Path, holistic: Any) -> Clip:
    """Landmarks of every frame of a video, by MediaPipe Holistic. Raises ValueError."""
    import cv2

    video = cv2.VideoCapture(str(path))
    frames: list[npt.NDArray[np.float32]] = []
    times: list[float] = []
    aspect = 4 / 3
    try:
        while True:
            there, picture = video.read()
            at = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if not there or at > LONGEST:
                break
            height, width = picture.shape[:2]
            aspect = width / height
            if times and at <= times[-1]:
                continue  # some containers repeat a time at a cut
            times.append(at)
            frames.append(points_of(holistic.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))))
    finally:
        video.release()
    if not frames:
        raise ValueError("no picture can be read from it")
    since = np.array(times) - times[0]
    return Clip(np.stack(frames), since, aspect, name=path.stem)


def points_of(seen: Any) -> npt.NDArray[np.float32]:
    """One answer of MediaPipe as the layout's points (55, 2); what it does not hold is NaN."""
    xy = np.full((landmarks.COUNT, 2), np.nan, np.float32)
    for row, point in enumerate(landmarks.LAYOUT["points"]):
        found = getattr(seen, f"{point['source']}_landmarks")
        if found is not None:
            place = found.landmark[point["index"]]
            xy[row] = place.x, place.y
    return xy


def report(video: Path, clip: Clip) -> dict[str, Any]:
    """What a person wants to know of an extracted clip."""
    hands = [
        np.isfinite(clip.xy[:, h.start, 0]) for h in (landmarks.LEFT_HAND, landmarks.RIGHT_HAND)
    ]
    fps = (len(clip) - 1) / clip.times[-1] if len(clip) > 1 else 0.0
    return {
        "video": str(video),
        "frames": len(clip),
        "fps": round(float(fps), 2),
        "hands": round(float((hands[0] | hands[1]).mean()), 3),
    }


def read_labels(path: Path) -> dict[str, tuple[str, str]]:
    """Video name → gloss and signer, of a CSV with the columns video, gloss, signer."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {
            Path(row["video"]).name: (row["gloss"], row.get("signer") or "")
            for row in csv.DictReader(file)
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Extract with one model for all videos, a line of JSON after each."""
    parser = argparse.ArgumentParser(prog="python -m ml.extract")
    parser.add_argument("videos", nargs="+", type=Path)
    for option in ("--gloss", "--signer", "--source"):
        parser.add_argument(option, default="")
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    labels = read_labels(asked.labels) if asked.labels else {}

    from mediapipe.python.solutions.holistic import Holistic

    clips = []
    with Holistic(model_complexity=1) as holistic:
        for video in asked.videos:
            try:
                holistic.reset()  # nobody is followed from one video into the next
                clip = read_video(video, holistic)
            except (ValueError, OSError) as error:
                said: dict[str, Any] = {"video": str(video), "error": str(error)}
            else:
                gloss, signer = labels.get(video.name, (asked.gloss or video.stem, asked.signer))
                clips.append(replace(clip, gloss=gloss.upper(), signer=signer, source=asked.source))
                said = report(video, clip)
            print(json.dumps(said), flush=True)
    if clips:
        write_clips(asked.out, clips)
    return 0


if __name__ == "__main__":
    sys.exit(main())
