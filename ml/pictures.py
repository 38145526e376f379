"""Pictures of a run: how it learned, and which signs it takes for which."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

INK = "#22303c"
LOSS = "#c2571a"
FOUND = "#1f6f8b"


def draw_learning_curve(history: Path, picture: Path) -> None:
    """The loss by step, and what was watched beside it, from a run's history.jsonl."""
    said = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]
    figure = Figure(figsize=(7, 4), layout="constrained")
    left = figure.subplots()
    loss = [(entry["step"], entry["loss"]) for entry in said if "loss" in entry]
    left.plot(*zip(*loss, strict=True), color=LOSS)
    left.set(xlabel="step", ylabel="loss", ylim=(0, None))
    left.yaxis.label.set_color(LOSS)
    watched = sorted({name for entry in said for name in entry} - {"step", "loss"})
    if watched:
        right = left.twinx()
        right.set(ylim=(0, 1), ylabel="share right, people not trained on")
        right.yaxis.label.set_color(FOUND)
        for name in watched:
            points = [(entry["step"], entry[name]) for entry in said if name in entry]
            right.plot(*zip(*points, strict=True), marker="o", color=FOUND, label=name)
        right.legend(frameon=False, loc="lower right")
    figure.savefig(picture, dpi=120)


def draw_confusion(
    signs: Sequence[str],
    truth: npt.NDArray[np.intp],
    found: npt.NDArray[np.intp],
    picture: Path,
) -> None:
    """What was signed (rows) against what was recognised (columns), each row's shares adding to one.

    truth, found: (N,) places in `signs`.
    """
    counts = np.zeros((len(signs), len(signs)))
    np.add.at(counts, (truth, found), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = max(5.0, 0.22 * len(signs))
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    places = np.arange(len(signs))
    axes.set_xticks(places, signs, rotation=90, fontsize=7)
    axes.set_yticks(places, signs, fontsize=7)
    axes.set(xlabel="recognised as", ylabel="signed")
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = shares[row, column] > 0.5
        axes.text(
            column, row, f"{counts[row, column]:.0f}", ha="center", va="center", fontsize=6,
            color="white" if dark else INK,
        )  # fmt: skip
    figure.savefig(picture, dpi=120)
