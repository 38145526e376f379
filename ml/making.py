"""The commands that make a recogniser, train and export: for the training environment alone."""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before anything below imports TensorFlow

import numpy as np

from ml import artifact, export, folds, pictures, release, train
from ml.calibration import Calibration
from ml.clips import Clip, ClipSet, read_clips
from ml.commands import CommandError, Report, Say
from ml.evaluate import Result, first_answers, table
from ml.gallery import embed_clips

METRICS: Final = "metrics.json"
CALIBRATION: Final = "calibration.json"
CURVES: Final = "curves.png"
CONFUSION: Final = "confusion.png"
STRENGTH: Final = 0.7  # of augmentation, for sets of takes
FEW: Final = 2.0  # takes a sign, below which a set is a dictionary and bears more
DICTIONARY_STRENGTH: Final = 1.0


def run_train(asked: argparse.Namespace, say: Say) -> Report:
    """Train on the clip sets; with --measure, first find out what the recipe is worth."""
    sets = _training_sets(asked)
    defaults = train.TrainConfig()
    config = train.TrainConfig(
        steps=asked.steps or defaults.steps, batch=asked.batch or defaults.batch, seed=asked.seed
    )
    reports: list[Report] = []
    if asked.measure:
        found = _measure(asked, sets, config)
        reports = _reports(found, asked.measure.stem)
        _write(asked.out / CALIBRATION, found.calibration.to_json())
    encoder = train.train(sets, config, asked.out / "all", progress=_bar("training"))
    if asked.measure:
        truth, answer = first_answers(found.parts)
        title = f"{asked.measure.stem}: people that were not trained on"
    else:
        embed = train.embedder(encoder, mirror_average=not asked.no_mirror)
        own = embed_clips(embed, [clip for some in sets for clip in some.clips])
        truth, answer = first_answers([(own, own)])
        title = "the clips it learned from: says nothing of new people"
    curves = {path.parent.name: path for path in sorted(asked.out.glob(f"*/{train.HISTORY}"))}
    (asked.out / CURVES).write_bytes(pictures.learning_curves(curves))
    (asked.out / CONFUSION).write_bytes(pictures.confusion_matrix(truth, answer, title))
    _write(asked.out / METRICS, {"reports": reports})
    for report, results in zip(reports, _results(found) if asked.measure else (), strict=True):
        say(report["title"] + "\n" + "\n".join(table(results)))
    say(f"The encoder, its learning curves and its confusions are in {asked.out}")
    return {"run": str(asked.out), "parameters": encoder.count_params(), "reports": reports}


def run_export(asked: argparse.Namespace, say: Say) -> Report:
    """Write a release of a finished training run."""
    courses = [release.read_course(path) for path in asked.course]
    try:
        calibration = Calibration.from_json(_read(asked.run / CALIBRATION))
        metrics = _read(asked.run / METRICS)
    except FileNotFoundError as error:
        raise CommandError(
            f"{error.filename} is missing: thresholds come from people who were not trained on, "
            "so train with --measure"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{asked.run / CALIBRATION}: not a calibration ({error})") from error
    clips: dict[str, list[Clip]] = {}
    for language, path in asked.clips:
        clips.setdefault(language, []).extend(read_clips(path))
    encoder = export.export_onnx(export.load_keras(asked.run / "all" / "encoder.keras"))
    place = release.build(
        encoder=encoder,
        courses=courses,
        clips=clips,
        calibration=calibration,
        metrics=metrics,
        name=asked.name,
        version=asked.version,
        created=asked.created or datetime.now(UTC).date().isoformat(),
        parent=asked.out or artifact.ARTIFACTS,
        mirror_average=not asked.no_mirror,
        without=frozenset(asked.leave_out),
        extra={name: (asked.run / name).read_bytes() for name in (CURVES, CONFUSION)},
    )
    loaded = artifact.load(place)
    if asked.current:
        artifact.make_current(place)
    size = sum(path.stat().st_size for path in place.iterdir())
    say(f"{place}: {len(loaded.prototypes)} signs, {size / 1e6:.1f} MB")
    return {"release": loaded.release, "directory": str(place), "bytes": size}


# --- parts of training ------------------------------------------------------------------------


def _training_sets(asked: argparse.Namespace) -> list[train.TrainingSet]:
    count = len(asked.clips)
    for name in ("share", "strength"):
        given = getattr(asked, name)
        if given is not None and len(given) != count:
            raise CommandError(f"--{name} needs a number for each of the {count} clip sets")
    sets = []
    for place, (language, path) in enumerate(asked.clips):
        clips = read_clips(path)
        clips = clips.where(~np.isin(clips.signers, list(asked.leave_out)))
        if not len(clips):
            raise CommandError(f"{path}: no clip is left to learn from")
        few = len(clips) < FEW * len(set(clips.glosses))
        strength = DICTIONARY_STRENGTH if few else STRENGTH
        sets.append(
            train.TrainingSet(
                name=path.stem,
                clips=clips,
                language=language,
                share=asked.share[place] if asked.share else 1.0,
                strength=asked.strength[place] if asked.strength else strength,
            )
        )
    return sets


def _measure(
    asked: argparse.Namespace, sets: Sequence[train.TrainingSet], config: train.TrainConfig
) -> folds.Validation:
    on: ClipSet | None = next((s.clips for s in sets if s.name == asked.measure.stem), None)
    if on is None:
        raise CommandError(f"{asked.measure} is not among the clip sets to learn from")
    if len(set(on.signers)) < asked.folds:
        raise CommandError(f"{asked.measure} has fewer signers than {asked.folds} folds need")
    if not folds.without_glosses(sets, on.glosses):
        raise CommandError(
            f"the other clip sets hold no sign that {asked.measure.name} lacks: nothing is left to "
            "train the encoder on that never saw its signs"
        )
    return folds.validate(
        sets,
        on,
        config,
        asked.out,
        folds=asked.folds,
        mirror_average=not asked.no_mirror,
        progress=_bar("measuring"),
    )


def _results(found: folds.Validation) -> tuple[list[Result], list[Result]]:
    return found.unseen_people, found.unseen_signs


def _reports(found: folds.Validation, name: str) -> list[Report]:
    titles = (
        f"{name}: people whom the encoder never saw, making signs that it knows",
        f"{name}: people and signs that the encoder never saw",
    )
    return [
        {"title": title, "results": [result.to_json() for result in results]}
        for title, results in zip(titles, _results(found), strict=True)
    ]


def _bar(what: str) -> Callable[[Iterable[int]], Iterable[int]]:
    from tqdm import tqdm

    return lambda steps: tqdm(steps, desc=what, disable=None)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, what: Any) -> None:
    text = json.dumps(what, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
