"""Runs in the training environment: CPU seconds a window of `model.predict`, as JSON."""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ml.encoder import EncoderConfig, build_encoder
from ml.features import FEATURES, STEPS
from tests.bench.table import seconds_each


def main() -> None:
    """Time the network that the release holds; its weights make no difference to the time."""
    model = build_encoder(
        EncoderConfig(), np.zeros(FEATURES, np.float32), np.ones(FEATURES, np.float32)
    )
    found = {}
    for size in map(int, sys.argv[1:]):
        windows = np.random.default_rng(0).normal(size=(size, STEPS, FEATURES)).astype(np.float32)
        one = lambda windows=windows: model.predict(windows, verbose=0)  # noqa: E731
        found[size] = seconds_each(one, at_least=2.0, rounds=2) / size
    print(json.dumps(found))


if __name__ == "__main__":
    main()
