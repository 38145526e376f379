"""How well signs are told apart: what is counted of each signer, and the figures from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ml.verification import BINS, Floats, Indices, area, count, equal_error, rejection_at

Mask = npt.NDArray[np.bool_]

CONFIDENCE_BINS: Final = 15
LESSONS: Final = 32  # random lessons of three a query, for false acceptance and rejection
HELD_OUT: Final = 5  # rotations of the glosses, where no query is of an unknown one
MIN_CLIPS: Final = 5  # a signer with fewer clips cannot be the worst, if another has as many
ROWS: Final = 1000  # queries counted at once

DEFINITIONS: Final[Mapping[str, str]] = {
    "clips": "queries whose gloss the gallery holds; one that no sign can be read from is an error",
    "top1": "share of clips nearest to their own gloss among all of the gallery",
    "macro_f1": "mean over the queries' glosses of the F1 of that",
    "worst_signer": f"lowest top1 of a signer with at least {MIN_CLIPS} clips",
    "lesson_N": "chance that a clip is nearest to its own gloss in a random lesson of N (exact)",
    "eer": "equal error rate of the similarity to the asked gloss, all pairs of clip and gloss",
    "frr_at_far_X": "true attempts turned away where X % of attempts at another sign of the lesson "
    "are accepted: lead of the asked gloss in random lessons of three",
    "ece": f"expected calibration error of the first answer's probability, {CONFIDENCE_BINS} bins",
    "auroc_unknown": "highest similarity tells clips of the gallery's glosses from others'; "
    f"with no such clips, glosses are left out of the gallery in {HELD_OUT} rotations",
    "ci": "95 % percentile interval of a bootstrap over the queries' signers; null for one signer",
}


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Queries against a gallery.

    scores: (N, S) similarity of query and gloss. truth: (N,) column of the query's own gloss, -1
    where the gallery lacks it. signer: (N,) row of the signer. usable: (N,) false where no sign
    could be read, whose scores count for nothing.
    """

    scores: npt.NDArray[np.float32]
    truth: Indices
    signer: Indices
    usable: Mask


CURVES: Final = ("genuine", "impostor", "true_lead", "false_lead", "known", "unknown")


class Tally:
    """What is counted of each signer; the counts of several galleries add up."""

    def __init__(self, signers: int, glosses: int, lessons: Sequence[int]) -> None:
        self.glosses = glosses
        self.clips = np.zeros(signers)
        self.right = np.zeros((signers, glosses))
        self.answered = np.zeros((signers, glosses))
        self.asked = np.zeros((signers, glosses))
        self.lessons = {size: np.zeros(signers) for size in lessons}
        self.genuine, self.impostor, self.true_lead, self.false_lead, self.known, self.unknown = (
            np.zeros((signers, BINS)) for _ in CURVES
        )
        # Of each bin: how many answers, their probabilities' sum, how many were right.
        self.confidence = np.zeros((signers, CONFIDENCE_BINS, 3))
        self.galleries = 0

    def add(self, answers: Answers, temperature: float, rng: np.random.Generator) -> None:
        """Count one gallery's answers."""
        self.galleries += 1
        for start in range(0, len(answers.truth), ROWS):
            rows = slice(start, start + ROWS)
            some = Answers(
                np.where(answers.usable[rows, None], answers.scores[rows], -2),
                answers.truth[rows],
                answers.signer[rows],
                answers.usable[rows],
            )
            asked = some.truth >= 0
            known = Answers(
                some.scores[asked], some.truth[asked], some.signer[asked], some.usable[asked]
            )
            if len(known.truth):
                self._count_answers(known, temperature)
                self._count_similarities(known)
                self._count_leads(known, rng)
            if (answers.truth < 0).any():
                best = some.scores.max(axis=1)
                count(self.known, some.signer[asked], best[asked])
                count(self.unknown, some.signer[~asked], best[~asked])
        if (answers.truth >= 0).all():
            self._rotate_unknowns(answers, rng)

    def join(self, part: "Tally", columns: Indices) -> None:
        """Add what another tally counted of other people; `columns`: where its glosses are here."""
        self.galleries = max(self.galleries, part.galleries)
        for name in ("right", "answered", "asked"):
            getattr(self, name)[:, columns] += getattr(part, name)
        for name in ("clips", *CURVES, "confidence"):
            getattr(self, name)[:] += getattr(part, name)
        for size in self.lessons:
            self.lessons[size] += part.lessons[size]

    def _count_answers(self, known: Answers, temperature: float) -> None:
        scores, truth, signer, usable = known.scores, known.truth, known.signer, known.usable
        own = scores[np.arange(len(truth)), truth]
        # Of equals, the wrong one counts as nearer.
        rivals = (scores >= own[:, None]).sum(axis=1) - 1
        first = np.where(rivals == 0, truth, _best_rival(scores, truth))
        right = (rivals == 0) & usable
        np.add.at(self.clips, signer, 1)
        np.add.at(self.asked, (signer, truth), 1)
        np.add.at(self.right, (signer[right], truth[right]), 1)
        np.add.at(self.answered, (signer[usable], first[usable]), 1)
        for size, total in self.lessons.items():
            np.add.at(total, signer, _lesson_chance(rivals, self.glosses - 1, size) * usable)
        sure = _softmax(scores[usable] / temperature).max(axis=1)
        bins = np.minimum((sure * CONFIDENCE_BINS).astype(np.intp), CONFIDENCE_BINS - 1)
        counted = np.stack([np.ones_like(sure), sure, right[usable]], axis=1)
        np.add.at(self.confidence, (signer[usable], bins), counted)

    def _count_similarities(self, known: Answers) -> None:
        own = np.zeros(known.scores.shape, np.bool_)
        own[np.arange(len(known.truth)), known.truth] = True
        everyone = np.broadcast_to(known.signer[:, None], own.shape)
        count(self.genuine, everyone[own], known.scores[own])
        count(self.impostor, everyone[~own], known.scores[~own])

    def _count_leads(self, known: Answers, rng: np.random.Generator) -> None:
        others = random_others(known.truth, self.glosses, (len(known.truth), LESSONS), 2, rng)
        if not others.size:
            return
        own = np.take_along_axis(known.scores, known.truth[:, None], axis=1)
        rest = np.stack([np.take_along_axis(known.scores, other, axis=1) for other in others])
        true_lead = own - rest.max(axis=0)
        false_lead = rest[0] - np.maximum(own, rest[1:].max(axis=0, initial=-2))
        for counts, lead in ((self.true_lead, true_lead), (self.false_lead, false_lead)):
            heard = np.where(known.usable[:, None], lead, -2)
            count(counts, np.repeat(known.signer, LESSONS), heard.ravel())

    def _rotate_unknowns(self, answers: Answers, rng: np.random.Generator) -> None:
        if self.glosses < 2:
            return
        fold = rng.permutation(self.glosses) % min(HELD_OUT, self.glosses)
        for out in range(fold.max() + 1):
            best = answers.scores[:, fold != out].max(axis=1)
            best = np.where(answers.usable, best, -2)
            unknown = fold[answers.truth] == out
            count(self.known, answers.signer[~unknown], best[~unknown])
            count(self.unknown, answers.signer[unknown], best[unknown])


# --- figures ----------------------------------------------------------------------------------


def figures(tally: Tally, times: Floats | None = None) -> dict[str, Floats]:
    """Every figure, (B,) each, of B samples in which signer i occurs times[b, i] times.

    Without `times`, one sample with every signer once. NaN where nothing was counted.
    """
    once = np.ones((1, len(tally.clips)))
    times = once if times is None else times
    with np.errstate(invalid="ignore", divide="ignore"):
        clips = times @ tally.clips
        asked = times @ tally.asked
        f1 = 2 * (times @ tally.right) / (asked + times @ tally.answered)
        found = {
            "top1": (times @ tally.right.sum(axis=1)) / clips,
            "macro_f1": np.where(asked > 0, f1, 0).sum(axis=1) / (asked > 0).sum(axis=1),
            "worst_signer": _worst(tally, times),
        }
        for size, total in tally.lessons.items():
            found[f"lesson_{size}"] = (times @ total) / clips
        found["eer"] = equal_error(times @ tally.genuine, times @ tally.impostor)
        for percent in (1, 5):
            found[f"frr_at_far_{percent}"] = rejection_at(
                times @ tally.true_lead, times @ tally.false_lead, percent / 100
            )
        confidence = np.tensordot(times, tally.confidence, axes=1)
        gap = np.abs(confidence[..., 1] - confidence[..., 2]).sum(axis=1)
        found["ece"] = gap / confidence[..., 0].sum(axis=1)
        found["auroc_unknown"] = area(times @ tally.known, times @ tally.unknown)
    return found


def intervals(tally: Tally, rng: np.random.Generator, samples: int = 500) -> dict[str, Floats]:
    """95 % interval (2,) of every figure, signers drawn with replacement; NaN for one signer."""
    signers = np.flatnonzero(tally.clips + tally.unknown.sum(axis=1))
    if len(signers) < 2:
        return {name: np.full(2, np.nan) for name in figures(tally)}
    times = np.zeros((samples, len(tally.clips)))
    share = np.full(len(signers), 1 / len(signers))
    times[:, signers] = rng.multinomial(len(signers), share, size=samples)
    drawn = figures(tally, times)
    return {name: _percentiles(values) for name, values in drawn.items()}


def _worst(tally: Tally, times: Floats) -> Floats:
    enough = tally.clips >= MIN_CLIPS * tally.galleries
    counted = enough if enough.any() else tally.clips > 0
    each = np.where(counted, tally.right.sum(axis=1) / np.maximum(tally.clips, 1), np.inf)
    lowest = np.where(times > 0, each, np.inf).min(axis=1)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def _percentiles(values: Floats) -> Floats:
    held = values[np.isfinite(values)]
    return np.percentile(held, [2.5, 97.5]) if len(held) else np.full(2, np.nan)


def _best_rival(scores: npt.NDArray[np.float32], truth: Indices) -> Indices:
    rivals = scores.copy()
    rivals[np.arange(len(truth)), truth] = -np.inf
    return np.asarray(rivals.argmax(axis=1), np.intp)


def _lesson_chance(rivals: Indices, others: int, size: int) -> Floats:
    """Chance that no rival is among size - 1 glosses drawn of the others (hypergeometric)."""
    chance = np.ones(len(rivals))
    for drawn in range(min(size - 1, others)):
        chance *= np.maximum(others - rivals - drawn, 0) / (others - drawn)
    return chance


def random_others(
    truth: Indices, glosses: int, shape: tuple[int, int], count: int, rng: np.random.Generator
) -> Indices:
    """Different glosses beside each query's own, (count, N, draws); fewer if too few."""
    count = min(count, glosses - 1)
    order = np.full((count, *shape), 0, np.intp)
    for place in range(count):
        drawn = rng.integers(0, glosses - 1 - place, size=shape)
        for earlier in np.sort(order[:place], axis=0):
            drawn = drawn + (drawn >= earlier)
        order[place] = drawn
    return order + (order >= truth[:, None])


def _softmax(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    powers = np.exp(values - values.max(axis=1, keepdims=True, initial=-np.inf))
    shares: npt.NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return shares
