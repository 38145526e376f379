"""A run: clip sets in; an encoder, its worth on other people and pictures out; one folder."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from ml.clips import ClipSet
from ml.folds import Validation, validate
from ml.pictures import confusion_matrix, learning_curves
from ml.train import HISTORY, TrainConfig, TrainingSet, train

VALIDATION: Final = "validation.json"
CALIBRATION: Final = "calibration.json"


def make_run(
    sets: Sequence[TrainingSet],
    config: TrainConfig,
    run: Path,
    *,
    on: ClipSet | None = None,
    folds: int = 5,
    mirror_average: bool = False,
    progress: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> Validation | None:
    """Train an encoder on all the sets and, where `on` is given, measure its recipe on that one.

    Killed and called again, it goes on where it was. `run` receives encoder.keras, history.jsonl
    and learning-curves.png; with `on`, also what `validate` makes below run/folds, validation.json
    (the reports of a release's metrics), calibration.json and confusion.png.
    """
    found = None
    if on is not None:
        found = validate(
            sets,
            on,
            config,
            run / "folds",
            folds=folds,
            mirror_average=mirror_average,
            progress=progress,
        )
        _write(run, found, folds, mirror_average=mirror_average)
    train(sets, config, run, progress=progress)
    histories = {path.parent.name: path for path in sorted(run.rglob(HISTORY))}
    (run / "learning-curves.png").write_bytes(learning_curves(histories))
    return found


def _write(run: Path, found: Validation, folds: int, *, mirror_average: bool) -> None:
    reports: list[dict[str, Any]] = [
        {
            "title": f"People it was not trained on, making signs it was ({folds} folds by signer)",
            "results": [result.to_json() for result in found.unseen_people],
        },
        {
            "title": "Signs it was not trained on, made by people it was not trained on",
            "results": [result.to_json() for result in found.unseen_signs],
        },
    ]
    said = {"mirror_average": mirror_average, "reports": reports}
    (run / VALIDATION).write_text(json.dumps(said, indent=1), encoding="utf-8")
    calibration = json.dumps(found.calibration.to_json())
    (run / CALIBRATION).write_text(calibration, encoding="utf-8")
    picture = confusion_matrix(found.signed, found.recognised, reports[0]["title"])
    (run / "confusion.png").write_bytes(picture)
