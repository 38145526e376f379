"""What a training run looks like: its learning curves and its confusions, as PNG bytes."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

DOTS: Final = 110  # per inch
MOST: Final = 60  # glosses in a confusion matrix that can still be read; the most confused are kept


def learning_curves(histories: Mapping[str, Path]) -> bytes:
    """The loss of each run over its steps, and whatever else its history holds, as a PNG."""
    told = {name: _history(path) for name, path in histories.items()}
    kinds = sorted({key for rows in told.values() for row in rows for key in row} - {"step"})
    figure = _figure(7, 3 * max(1, len(kinds)))
    for place, kind in enumerate(kinds, 1):
        axes = figure.add_subplot(len(kinds), 1, place)
        for name, rows in told.items():
            points = [(row["step"], row[kind]) for row in rows if kind in row]
            axes.plot(*zip(*points, strict=True) if points else ((), ()), label=name, linewidth=1.2)
        axes.set_ylabel(kind)
        axes.grid(alpha=0.3)
    figure.axes[-1].set_xlabel("step")
    figure.axes[0].legend(fontsize=7)
    return _png(figure)


def confusion_matrix(truth: Sequence[str], answer: Sequence[str], title: str) -> bytes:
    """What was signed (rows) and what was answered (columns), shares of a row, as a PNG.

    An empty answer is a clip that no sign could be read from.
    """
    signs = _most_confused(truth, answer)
    shares = confusion(truth, answer, signs)
    size = 2.5 + 0.16 * len(signs)
    figure = _figure(size, size)
    axes = figure.add_subplot()
    axes.imshow(shares, vmin=0, vmax=1, cmap="viridis", aspect="auto")
    axes.set_xticks(range(len(signs) + 1), [*signs, "(other)"], rotation=90, fontsize=6)
    axes.set_yticks(range(len(signs)), signs, fontsize=6)
    axes.set_xlabel("answered")
    axes.set_ylabel("signed")
    axes.set_title(title, fontsize=8)
    return _png(figure)


def confusion(
    truth: Sequence[str], answer: Sequence[str], signs: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Shares (S, S + 1) of each sign's clips by answer; the last column is every other answer."""
    place = {sign: number for number, sign in enumerate(signs)}
    counts = np.zeros((len(signs), len(signs) + 1))
    for signed, answered in zip(truth, answer, strict=True):
        if signed in place:
            counts[place[signed], place.get(answered, len(signs))] += 1
    shares: npt.NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def _most_confused(truth: Sequence[str], answer: Sequence[str]) -> list[str]:
    wrong: dict[str, int] = dict.fromkeys(sorted(set(truth)), 0)
    for signed, answered in zip(truth, answer, strict=True):
        wrong[signed] += signed != answered
    return sorted(sorted(wrong, key=lambda sign: -wrong[sign])[:MOST])


def _history(path: Path) -> list[dict[str, float]]:
    lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    return [json.loads(line) for line in lines]


def _figure(width: float, height: float) -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=DOTS, layout="constrained")


def _png(figure: Any) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()
