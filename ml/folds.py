"""Folds: honest figures for a recipe, from encoders that never saw the people they are put to."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ml.calibration import Calibration, collect
from ml.clips import ClipSet
from ml.evaluate import KS, Result, measure
from ml.gallery import Embedded, canonical_gloss, embed_clips
from ml.prototypes import Level
from ml.train import TrainConfig, TrainingSet, embedder, train


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """What a recipe is worth on other people.

    unseen_people: signs that were trained on, queries by people who were not.
    unseen_signs: neither the signs nor anybody who makes them was trained on.
    parts: each fold's gallery and queries, as embedded for unseen_people.
    """

    unseen_people: list[Result]
    unseen_signs: list[Result]
    calibration: Calibration
    parts: list[tuple[Embedded, Embedded]]


def signer_folds(clips: ClipSet, count: int) -> list[frozenset[str]]:
    """The signers in `count` groups with about as many clips each, every one in one group."""
    folds: list[set[str]] = [set() for _ in range(count)]
    sizes = [0] * count
    for signer, held in sorted(
        Counter(clips.signers.tolist()).items(), key=lambda e: (-e[1], e[0])
    ):
        smallest = sizes.index(min(sizes))
        folds[smallest].add(signer)
        sizes[smallest] += held
    return [frozenset(fold) for fold in folds]


def without_signers(sets: Sequence[TrainingSet], signers: Iterable[str]) -> list[TrainingSet]:
    """The sets as they would be had these people never been recorded."""
    gone = list(signers)
    return [replace(s, clips=s.clips.where(~np.isin(s.clips.signers, gone))) for s in sets]


def without_glosses(sets: Sequence[TrainingSet], glosses: Iterable[str]) -> list[TrainingSet]:
    """The sets without some signs, in any spelling; a set that held nothing else is left out."""
    gone = {canonical_gloss(gloss) for gloss in glosses}
    kept = [
        replace(
            s,
            clips=s.clips.where(
                np.array([canonical_gloss(g) not in gone for g in s.clips.glosses])
            ),
        )
        for s in sets
    ]
    return [s for s in kept if len(s.clips)]


def validate(
    sets: Sequence[TrainingSet],
    on: ClipSet,
    config: TrainConfig,
    run: Path,
    *,
    folds: int,
    mirror_average: bool,
    progress: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> Validation:
    """Train `folds` encoders without some of the signers of `on`, and one without its signs.

    `on` is one of the sets. Each encoder has a folder below `run` and resumes there. The figures
    of the last stand for signs that a teacher adds; the guards for a judged sign come from the
    folds, those for signs known less from the encoder that never saw them.
    """
    parts: list[tuple[Embedded, Embedded]] = []
    for number, held in enumerate(signer_folds(on, folds), 1):
        asked = np.isin(on.signers, list(held))
        fold = _Fold(on.where(~asked), on.where(asked), mirror_average)
        learned = without_signers(sets, held)
        folder = run / f"fold-{number}"
        encoder = train(learned, config, folder, progress=progress, watch=fold.watch)
        parts.append(fold.embed(encoder))
    learned = without_signers(without_glosses(sets, on.glosses), on.signers)
    stranger = train(learned, config, run / "unseen-signs", progress=progress)
    new = embed_clips(embedder(stranger, mirror_average=mirror_average), on)
    apart = [_split(new, held) for held in signer_folds(on, folds)]
    seen, unseen = (
        Calibration.join([collect(gallery, queries, seed=config.seed) for gallery, queries in some])
        for some in (parts, apart)
    )
    known_less: tuple[Level, ...] = ("example", "forming")
    trials = {**seen.trials, **{level: unseen.trials[level] for level in known_less}}
    return Validation(
        [measure(parts, k=k, temperature=seen.temperature, seed=config.seed) for k in KS],
        [measure(apart, k=k, temperature=unseen.temperature, seed=config.seed) for k in KS],
        Calibration(trials, seen.temperature),
        parts,
    )


@dataclass(frozen=True, slots=True)
class _Fold:
    """A gallery and the clips of people who were kept out of it and of the training."""

    gallery: ClipSet
    queries: ClipSet
    mirror_average: bool

    def embed(self, encoder: Any) -> tuple[Embedded, Embedded]:
        embed = embedder(encoder, mirror_average=self.mirror_average)
        return embed_clips(embed, self.gallery), embed_clips(embed, self.queries)

    def watch(self, encoder: Any) -> dict[str, float]:
        return {"top1": measure([self.embed(encoder)], k=None).figures["top1"]}


def _split(clips: Embedded, held: frozenset[str]) -> tuple[Embedded, Embedded]:
    """Embedded clips as a gallery without some people, and their queries."""
    asked = np.isin(clips.signers, list(held))
    return clips.where(~asked), clips.where(asked)
