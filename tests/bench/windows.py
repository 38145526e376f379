"""CPU of one window: ONNX Runtime as we run it, against Keras' `model.predict`."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np

from ml import features
from ml.artifact import load
from ml.predictor import Predictor, views
from tests.bench.table import Row, seconds_each
from tests.streams import Path as SignPath
from tests.streams import Stream

TRAINING = Path(".venv-train/bin/python")
BATCHES = (1, 8, 32, 64)
BAR = 100.0
NAME = "embedding a window, batch of {}"
ONE = NAME.format(1)


def measure() -> list[Row]:
    """Microseconds a window; the Keras side in the training environment, where there is one."""
    predictor = Predictor(load())
    clip = Stream(fps=30).idle(0.3).sign(SignPath()).clip()
    window = views(clip, mirror_average=False)
    ours = {
        size: seconds_each(partial(predictor.embed, np.repeat(window, size, axis=0))) / size
        for size in BATCHES
    }
    keras = keras_seconds()
    rows = [
        Row("features of a window", seconds_each(lambda: features.features(clip)) * 1e6, "µs CPU")
    ]
    for size in BATCHES:
        naive = keras.get(size)
        ratio = naive / ours[size] if naive else None
        rows.append(
            Row(
                NAME.format(size),
                ours[size] * 1e6,
                "µs CPU",
                naive * 1e6 if naive else None,
                "model.predict" if naive else "no training environment: `make train` brings it",
                bar=f"≥ {BAR:.0f}×" if size == 1 else "",
                met=(ratio >= BAR if ratio else None) if size == 1 else None,
            )
        )
    return rows


def keras_seconds() -> dict[int, float]:
    """CPU seconds a window of `model.predict` by batch size; empty without that environment."""
    if not TRAINING.exists():
        return {}
    done = subprocess.run(
        [str(TRAINING), "-m", "tests.bench.keras_peer", *map(str, BATCHES)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {int(size): seconds for size, seconds in found.items()}
