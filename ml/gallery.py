"""Clips as embeddings with their labels, and the prototypes that a few of them make."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ml.clips import Clip
from ml.features import Unusable
from ml.metrics import Answers
from ml.prototypes import FloatArray, PrototypeBook, Prototypes, scores

Embed = Callable[[Sequence[Clip]], FloatArray]  # (N, D) unit vectors; raises ValueError

AT_ONCE: Final = 64
UNKNOWN_SIGNER: Final = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A clip that no sign could be read from, and why."""

    clip: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """Clips' embeddings (N, D) and labels, (N,) each; where not usable the embedding is zero."""

    embeddings: FloatArray
    usable: npt.NDArray[np.bool_]
    glosses: npt.NDArray[np.str_]
    signers: npt.NDArray[np.str_]
    names: tuple[str, ...]
    refused: tuple[Refused, ...]

    @property
    def signs(self) -> tuple[str, ...]:
        """The glosses, once each, in order."""
        return tuple(sorted({str(gloss) for gloss in self.glosses}))

    def where(self, mask: npt.NDArray[np.bool_]) -> "Embedded":
        """The clips whose entry in a boolean mask is true."""
        names = tuple(name for name, keep in zip(self.names, mask, strict=True) if keep)
        return Embedded(
            self.embeddings[mask],
            self.usable[mask],
            self.glosses[mask],
            self.signers[mask],
            names,
            tuple(refused for refused in self.refused if refused.clip in set(names)),
        )


def canonical_gloss(gloss: str) -> str:
    """One spelling for a label: upper case, words joined by hyphens."""
    return "-".join(gloss.upper().replace("_", " ").replace("-", " ").split())


def embed_clips(
    embed: Embed, clips: Sequence[Clip], *, done: Callable[[int], object] = lambda _: None
) -> Embedded:
    """Embed clips, going on where one cannot be; `done` hears after each batch how many it held."""
    parts: list[FloatArray] = []
    refused: list[Refused] = []
    usable = np.zeros(len(clips), np.bool_)
    for start in range(0, len(clips), AT_ONCE):
        some = clips[start : start + AT_ONCE]
        try:
            parts.append(_finite(embed(some)))
            usable[start : start + len(some)] = True
        except ValueError:
            for place, clip in enumerate(some, start):
                try:
                    parts.append(_finite(embed([clip])))
                    usable[place] = True
                except ValueError as error:
                    reason = error.reason if isinstance(error, Unusable) else str(error)
                    refused.append(Refused(clip.name, reason))
        done(len(some))
    held = np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)
    embeddings = np.zeros((len(clips), held.shape[1]), np.float32)
    embeddings[usable] = held
    return Embedded(
        embeddings,
        usable,
        np.array([canonical_gloss(clip.gloss) for clip in clips], np.str_),
        np.array([clip.signer.strip() for clip in clips], np.str_),
        tuple(clip.name for clip in clips),
        tuple(refused),
    )


def _finite(embeddings: FloatArray) -> FloatArray:
    if not np.isfinite(embeddings).all():
        raise ValueError("its embedding is not finite")
    return embeddings


def from_book(book: PrototypeBook) -> Embedded:
    """The takes of a book, as if they had just been embedded."""
    glosses = [sign.key[1] for sign in book.values() for _ in sign.signers]
    return Embedded(
        book.takes,
        np.ones(len(glosses), np.bool_),
        np.array([canonical_gloss(gloss) for gloss in glosses], np.str_),
        np.array([signer for sign in book.values() for signer in sign.signers], np.str_),
        tuple(name for sign in book.values() for name in sign.names or [""] * sign.takes),
        (),
    )


def draw_book(gallery: Embedded, k: int | None, rng: np.random.Generator) -> PrototypeBook:
    """Prototypes from k random takes a gloss, of as many people as there are; None takes all.

    A gloss with fewer uses all it has; one with no usable take is left out. Keys ("", gloss).
    """
    signs = []
    for gloss in gallery.signs:
        rows = np.flatnonzero((gallery.glosses == gloss) & gallery.usable)
        if len(rows):
            if k is not None:
                rows = spread(rows, gallery.signers, k, rng)
            people = tuple(str(signer) for signer in gallery.signers[rows])
            signs.append(Prototypes(("", gloss), gallery.embeddings[rows], people))
    return PrototypeBook.of(signs)


def spread(
    rows: npt.NDArray[np.intp], signers: npt.NDArray[np.str_], k: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """At most k random rows: one of each signer in turn, until there are enough."""
    rows = rng.permutation(rows)
    turn: dict[str, int] = {}
    turns = []
    for row in rows:
        turns.append(turn.get(str(signers[row]), 0))
        turn[str(signers[row])] = turns[-1] + 1
    return rows[np.argsort(turns, kind="stable")[:k]]


def answers_of(
    gallery: Embedded, book: PrototypeBook, queries: Embedded, people: Sequence[str] | None = None
) -> Answers:
    """Score queries against a book from the gallery, a column for each gloss of the gallery.

    A gloss that the book lacks, because no take of it was usable, is a column that nothing is near:
    its queries count as errors. `people`: the signers that rows are counted for, by default the
    queries'.
    """
    column = {gloss: i for i, gloss in enumerate(gallery.signs)}
    found = np.full((len(queries.glosses), len(column)), -1, np.float32)
    if len(book):
        found[:, [column[key[1]] for key in book]] = scores(queries.embeddings, book)
    row = {signer: i for i, signer in enumerate(people or signers_of(queries))}
    return Answers(
        scores=found,
        truth=np.array([column.get(str(gloss), -1) for gloss in queries.glosses], np.intp),
        signer=np.array([row[str(signer)] for signer in queries.signers], np.intp),
        usable=queries.usable,
    )


def signers_of(clips: Embedded) -> Iterable[str]:
    """The signers, once each, in order."""
    return sorted({str(signer) for signer in clips.signers})
