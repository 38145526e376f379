"""How well an encoder recognises people: prototypes from a gallery, queries by other signers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ml.clips import Clip
from ml.gallery import (
    UNKNOWN_SIGNER,
    Embed,
    Embedded,
    Refused,
    answers_of,
    draw_book,
    embed_clips,
    signers_of,
)
from ml.metrics import Tally, figures, intervals

DRAWS: Final = 10  # galleries drawn for each k, whose figures are averaged
TEMPERATURE: Final = 0.1  # for an encoder that no temperature was fitted to yet
KS: Final[tuple[int | None, ...]] = (1, 3, 5, None)
LESSONS: Final = (3, 6)


class SharedSignerError(ValueError):
    """The same person is in the gallery and among the queries: the figures would say nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The figures for k takes a sign (None: all) at a frame rate (None: as recorded).

    clips: queries of the gallery's glosses. refused: those of them that no sign could be read from,
    counted as errors. unknown: queries of other glosses. refusals: every query that was refused.
    """

    k: int | None
    fps: float | None
    clips: int
    glosses: int
    signers: int
    refused: int
    unknown: int
    refusals: tuple[Refused, ...]
    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]

    def to_json(self) -> dict[str, Any]:
        """One flat object; what could not be measured is null."""
        names = ("fps", "clips", "glosses", "signers", "refused", "unknown")
        row: dict[str, Any] = {"k": self.k or "all"} | {name: getattr(self, name) for name in names}
        for name, value in self.figures.items():
            row[name] = _plain(value)
            row[f"{name}_ci"] = [_plain(end) for end in self.intervals[name]]
        return row


def evaluate(
    *,
    embed: Embed,
    gallery: Sequence[Clip] | Embedded,
    queries: Sequence[Clip],
    ks: Sequence[int | None] = KS,
    lessons: Sequence[int] = LESSONS,
    fps: Sequence[float | None] = (None,),
    temperature: float = TEMPERATURE,
    seed: int = 0,
    same_signers: bool = False,
    done: Callable[[int], object] = lambda _: None,
) -> list[Result]:
    """Recognise the queries by the gallery, once for each k and frame rate.

    `gallery`: clips, or takes already embedded. A frame rate applies to the queries alone: the
    slower camera is the child's. `done` hears how many clips have been embedded since.
    Raises SharedSignerError, and ValueError for a gallery or queries without clips.
    """
    if not len(queries):
        raise ValueError("no queries to recognise")
    held = gallery if isinstance(gallery, Embedded) else embed_clips(embed, gallery, done=done)
    if not held.usable.any():
        raise ValueError("no sign can be read from any clip of the gallery")
    results = []
    for rate in fps:
        seen = queries if rate is None else [clip.at_rate(rate) for clip in queries]
        asked = embed_clips(embed, seen, done=done)
        if not same_signers:
            refuse_shared_signers(held, asked)
        results += [
            measure(
                [(held, asked)],
                k=k,
                fps=rate,
                lessons=lessons,
                temperature=temperature,
                seed=seed,
            )
            for k in ks
        ]
    return results


def refuse_shared_signers(gallery: Embedded, queries: Embedded) -> None:
    """Raise SharedSignerError when somebody is on both sides, or may be."""
    shared = sorted(set(signers_of(gallery)) & set(signers_of(queries)))
    if shared:
        named = ", ".join(name or "(unnamed)" for name in shared[:8])
        more = f" and {len(shared) - 8} more" if len(shared) > 8 else ""
        why = " Clips without a signer may be anybody's." if UNKNOWN_SIGNER in shared else ""
        raise SharedSignerError(
            f"In the gallery and among the queries: {named}{more}.{why} Recognising people by "
            "their own takes says nothing of new people; --same-signers measures it all the same."
        )


def measure(
    parts: Sequence[tuple[Embedded, Embedded]],
    *,
    k: int | None,
    fps: float | None = None,
    lessons: Sequence[int] = LESSONS,
    temperature: float = TEMPERATURE,
    seed: int = 0,
) -> Result:
    """Recognise embedded queries by k takes a gloss, drawn by the seed.

    `parts`: gallery and queries, once, or once for each fold; folds are counted together.
    """
    rng = np.random.default_rng(seed)
    people = sorted({signer for _, queries in parts for signer in signers_of(queries)})
    signs = sorted({sign for gallery, _ in parts for sign in gallery.signs})
    whole = Tally(len(people), len(signs), lessons)
    known = [np.isin(queries.glosses, gallery.signs) for gallery, queries in parts]
    for gallery, queries in parts:
        tally = Tally(len(people), len(gallery.signs), lessons)
        for _ in range(DRAWS if k else 1):
            answers = answers_of(gallery, draw_book(gallery, k, rng), queries, people)
            tally.add(answers, temperature, rng)
        whole.join(tally, np.array([signs.index(sign) for sign in gallery.signs], np.intp))
    ends = intervals(whole, rng)
    queried = [queries for _, queries in parts]
    return Result(
        k=k,
        fps=fps,
        clips=sum(int(own.sum()) for own in known),
        glosses=len(signs),
        signers=len({who for q, own in zip(queried, known, strict=True) for who in q.signers[own]}),
        refused=sum(int((o & ~q.usable).sum()) for q, o in zip(queried, known, strict=True)),
        unknown=sum(int((~own).sum()) for own in known),
        refusals=tuple(refused for queries in queried for refused in queries.refused),
        figures={name: float(value[0]) for name, value in figures(whole).items()},
        intervals={name: (float(low), float(high)) for name, (low, high) in ends.items()},
    )


def first_answers(parts: Sequence[tuple[Embedded, Embedded]]) -> tuple[list[str], list[str]]:
    """What was signed and what was answered by all takes, of every query of the galleries' glosses.

    An empty answer: no sign could be read from the query.
    """
    truth: list[str] = []
    answer: list[str] = []
    for gallery, queries in parts:
        book = draw_book(gallery, None, np.random.default_rng(0))
        found = answers_of(gallery, book, queries)
        for row in np.flatnonzero(found.truth >= 0):
            truth.append(gallery.signs[found.truth[row]])
            nearest = gallery.signs[int(found.scores[row].argmax())]
            answer.append(nearest if found.usable[row] else "")
    return truth, answer


def table(results: Sequence[Result]) -> Iterator[str]:
    """The results as lines of text, a column for each."""
    rows = [result.to_json() for result in results]
    for name in rows[0] if rows else ():
        if not name.endswith("_ci"):
            yield f"{name:>16} " + " ".join(_cell(row, name) for row in rows)


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if f"{name}_ci" not in row:
        return f"{value if value is not None else '–':>20}"
    if value is None:
        return f"{'–':>20}"
    low, high = row[f"{name}_ci"]
    ends = f"[{low:.1%}, {high:.1%}]" if low is not None else ""
    return f"{value:>6.1%} {ends:>13}".rjust(20)


def _plain(value: float) -> float | None:
    return round(value, 5) if np.isfinite(value) else None
