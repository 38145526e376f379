"""From the attempts of people who were not trained on to the guards that judge a child's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from ml.gallery import Embedded, answers_of, draw_book
from ml.metrics import Answers, random_others
from ml.prototypes import LEVELS, Guard, Level, Thresholds
from ml.verification import Floats

DRAWS: Final = 8  # galleries drawn a level, and lessons a query in each
MAX_TRIALS: Final = 20_000
TAKES: Final[Mapping[Level, int | None]] = {"example": 1, "forming": 3, "judged": None}
# Of attempts at another sign, how many may be accepted. The less a sign is known, the more often
# a true attempt would be turned away: an example says "closest to", and fills mastery slowly.
FALSE_ACCEPTANCE: Final[Mapping[Level, float]] = {"example": 0.15, "forming": 0.10, "judged": 0.05}


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Attempts at one level of evidence, (n, 3) each, columns as the fields of Guard.

    genuine: by people who made the asked sign. impostor: half by people who made another sign of
    the lesson, half by people who made a sign that the course does not hold.
    """

    genuine: Floats
    impostor: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What validation signers' attempts say: trials for each level, and the best temperature."""

    trials: Mapping[Level, Trials]
    temperature: float

    @classmethod
    def join(cls, some: Sequence["Calibration"]) -> "Calibration":
        """The attempts of several folds together."""
        trials = {
            level: Trials(
                np.concatenate([c.trials[level].genuine for c in some]),
                np.concatenate([c.trials[level].impostor for c in some]),
            )
            for level in LEVELS
        }
        return cls(trials, float(np.exp(np.mean([np.log(c.temperature) for c in some]))))

    def to_json(self) -> dict[str, Any]:
        """As lists of numbers, to four places."""
        trials = {
            level: {
                "genuine": t.genuine.round(4).tolist(),
                "impostor": t.impostor.round(4).tolist(),
            }
            for level, t in self.trials.items()
        }
        return {"trials": trials, "temperature": round(self.temperature, 5)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Calibration":
        """Raises KeyError, TypeError or ValueError for what is no calibration."""
        trials = {
            level: Trials(
                *(
                    np.asarray(said["trials"][level][kind], np.float64).reshape(-1, 3)
                    for kind in ("genuine", "impostor")
                )
            )
            for level in LEVELS
        }
        return cls(trials, float(said["temperature"]))


def collect(gallery: Embedded, queries: Embedded, *, seed: int) -> Calibration:
    """Put every query to random lessons from the gallery, with as many takes as each level has.

    The signers of the two must differ, and none of the queries' may have been trained on.
    Raises ValueError when fewer than four glosses are in both.
    """
    rng = np.random.default_rng(seed)
    trials = {level: _trials(gallery, queries, TAKES[level], level, rng) for level in LEVELS}
    answers = answers_of(gallery, draw_book(gallery, None, rng), queries)
    return Calibration(trials, fit_temperature(answers))


def _trials(
    gallery: Embedded, queries: Embedded, k: int | None, level: Level, rng: np.random.Generator
) -> Trials:
    genuine: list[Floats] = []
    impostor: list[Floats] = []
    for _ in range(DRAWS if k else 1):
        book = draw_book(gallery, k, rng)
        answers = answers_of(gallery, book, queries)
        known = answers.usable & (answers.truth >= 0)
        scores, truth = answers.scores[known].astype(np.float64), answers.truth[known]
        if scores.shape[1] < 4 or not len(truth):
            raise ValueError("calibration needs four glosses, and queries of them")
        reached = np.array(
            [
                (sign := book.get(("", gloss))) is not None and sign.evidence.level == level
                for gloss in gallery.signs
            ]
        )
        for _ in range(DRAWS):
            others = random_others(truth, scores.shape[1], (len(truth), 1), 3, rng)[..., 0]
            own = _leads(scores, truth, others[:2], ())
            near = _leads(scores, others[0], np.stack([truth, others[1]]), ())
            far = _leads(scores, others[0], others[1:], (truth,))
            genuine.append(own[reached[truth]])
            impostor += [near[reached[others[0]]], far[reached[others[0]]]]
    return Trials(_some(genuine, rng), _some(impostor, rng))


def _leads(scores: Floats, asked: Any, lesson: Any, unheard: tuple[Any, ...]) -> Floats:
    """(n, 3) similarity to the asked sign, its lead over the lesson and over the course.

    `unheard` signs are taken out of the course.
    """
    rows = np.arange(len(scores))
    similarity = scores[rows, asked]
    course = scores.copy()
    for gone in (asked, *unheard):
        course[rows, gone] = -2
    nearest = np.stack([scores[rows, other] for other in lesson]).max(axis=0)
    leads = np.stack([similarity, similarity - nearest, similarity - course.max(axis=1)], axis=1)
    return np.asarray(leads)


def _some(parts: list[Floats], rng: np.random.Generator) -> Floats:
    whole = np.concatenate(parts)
    return whole if len(whole) <= MAX_TRIALS else rng.choice(whole, MAX_TRIALS, replace=False)


def fit_temperature(answers: Answers) -> float:
    """The temperature with the lowest negative log-likelihood of the right answers."""
    known = answers.usable & (answers.truth >= 0)
    scores, truth = answers.scores[known].astype(np.float64), answers.truth[known]
    lead = scores - scores[np.arange(len(truth)), truth][:, None]
    tried = np.geomspace(0.005, 1.0, 80)
    surprise = [float(np.logaddexp.reduce(lead / t, axis=1).mean()) for t in tried]
    return float(tried[int(np.argmin(surprise))])


# --- guards -----------------------------------------------------------------------------------


def calibrate(
    calibration: Calibration, *, false_acceptance: Mapping[Level, float] = FALSE_ACCEPTANCE
) -> Thresholds:
    """The guards that turn fewest true attempts away while accepting no more of the others.

    A level that no attempt reached, because too few people were recorded, has the guard of the
    level below it. Raises ValueError where even a single take was never tried.
    """
    guards: dict[Level, Guard] = {}
    for below, level in zip((None, *LEVELS), LEVELS, strict=False):
        trials = calibration.trials[level]
        if not len(trials.genuine) or not len(trials.impostor):
            if below is None:
                raise ValueError("no attempts at signs known from one take to calibrate with")
            guards[level] = guards[below]
            continue
        shares = np.linspace(0, 0.6, 13)
        # The asked sign is at least the closest of the lesson, so its lead is never below zero.
        margins = np.unique(np.maximum(np.quantile(trials.genuine[:, 1], shares), 0).round(4))
        strangers = np.quantile(trials.genuine[:, 2], shares).round(4)
        if level == "example":  # one take says which is closest, and supports no finer limit
            margins, strangers = np.zeros(1), np.full(1, -2.0)
        guards[level] = _best_guard(trials, margins, strangers, false_acceptance[level])
    return Thresholds(MappingProxyType(guards), calibration.temperature)


def accepted(guard: Guard, trials: Floats) -> float:
    """The share of trials (n, 3) that a guard accepts."""
    return float(_passes(guard, trials).mean())


def _passes(guard: Guard, trials: Floats) -> Any:
    return (trials >= [guard.accept, guard.margin, guard.stranger]).all(axis=1)


def _best_guard(trials: Trials, margins: Floats, strangers: Floats, limit: float) -> Guard:
    best, kept = Guard(1.0, 0.0, 0.0), -1.0
    for margin in margins:
        for stranger in strangers:
            guard = _accept_at(trials, float(margin), float(stranger), limit)
            share = accepted(guard, trials.genuine)
            if share > kept:
                best, kept = guard, share
    return best


def _accept_at(trials: Trials, margin: float, stranger: float, limit: float) -> Guard:
    """The lowest `accept` that keeps false acceptance in bounds beside the two other limits."""
    slipped = np.sort(trials.impostor[_passes(Guard(-2, margin, stranger), trials.impostor), 0])
    allowed = int(limit * len(trials.impostor))
    if len(slipped) <= allowed:
        accept = math.floor(trials.genuine[:, 0].min() * 1e4) / 1e4
    else:  # just above the first who must stay out
        accept = math.floor(slipped[len(slipped) - 1 - allowed] * 1e4 + 1) / 1e4
    return Guard(accept, margin, stranger)
