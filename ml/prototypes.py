"""A sign as a few takes in the embedding space: how alike, how well known, when it is enough."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
SignKey = tuple[str, str]  # (language, gloss), as ("vsl", "MOM")
Level = Literal["example", "forming", "judged"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
# Share of the nearest take in the similarity; the mean has the rest. Of 0 to 1 in quarters, the
# best for signs that the encoder never saw, and as good as any for those it did.
BEST_TAKE: Final = 0.75
SCORES_AT_ONCE: Final = 4_000_000  # embedding × take products held in memory, 16 MB


# --- what a sign is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a sign is known: the number of takes, of people in them, and what that supports."""

    takes: int
    signers: int
    level: Level


def evidence_level(takes: int, signers: int) -> Level:
    """What so many takes by so many people support: naming the closest, guarding, or judging."""
    if takes >= 5 and signers >= 3:
        return "judged"
    return "forming" if takes >= 3 or signers >= 2 else "example"


@dataclass(frozen=True, slots=True, eq=False)
class Prototypes:
    """One sign's takes: embeddings (k, D) float32 of unit length, who signed each, and its name."""

    key: SignKey
    embeddings: FloatArray
    signers: tuple[str, ...]
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.embeddings.ndim != 2 or not len(self.embeddings):
            raise ValueError(f"{'/'.join(self.key)}: no takes, so no prototypes")
        if len(self.signers) != len(self.embeddings):
            raise ValueError(f"{'/'.join(self.key)}: every take needs a signer")
        if not np.isfinite(self.embeddings).all():
            raise ValueError(f"{'/'.join(self.key)}: an embedding is not finite")

    @property
    def takes(self) -> int:
        """How many recordings the sign is known from."""
        return len(self.embeddings)

    @property
    def signer_count(self) -> int:
        """How many people signed them."""
        return len(set(self.signers))

    @property
    def evidence(self) -> Evidence:
        """What that supports."""
        return Evidence(
            self.takes, self.signer_count, evidence_level(self.takes, self.signer_count)
        )

    @property
    def mean(self) -> FloatArray:
        """The mean prototype (D,), unit length; each person counts once."""
        people = np.array(self.signers)
        each = np.stack([self.embeddings[people == who].mean(axis=0) for who in np.unique(people)])
        return _unit(each.mean(axis=0))

    @property
    def medoid(self) -> int:
        """Which take is nearest to all the others."""
        return int((self.embeddings @ self.mean).argmax())


@dataclass(frozen=True, eq=False)
class PrototypeBook(Mapping[SignKey, Prototypes]):
    """The signs that can be recognised, by key, in a fixed order."""

    signs: Mapping[SignKey, Prototypes]

    @classmethod
    def of(cls, signs: Iterable[Prototypes]) -> "PrototypeBook":
        """A book of these signs; of two with one key the later stays."""
        return cls(MappingProxyType({sign.key: sign for sign in signs}))

    def __getitem__(self, key: SignKey) -> Prototypes:
        return self.signs[key]

    def __iter__(self) -> Iterator[SignKey]:
        return iter(self.signs)

    def __len__(self) -> int:
        return len(self.signs)

    def select(self, keys: Iterable[SignKey]) -> "PrototypeBook":
        """The same signs, fewer of them, in the order asked for. Raises KeyError for a stranger."""
        return PrototypeBook.of(self.signs[key] for key in keys)

    def language(self, language: str) -> "PrototypeBook":
        """The signs of one course."""
        return PrototypeBook.of(sign for key, sign in self.signs.items() if key[0] == language)

    @cached_property
    def means(self) -> FloatArray:
        """(S, D) mean prototypes."""
        return np.stack([sign.mean for sign in self.signs.values()])

    @cached_property
    def takes(self) -> FloatArray:
        """(M, D) all takes, sign by sign."""
        return np.concatenate([sign.embeddings for sign in self.signs.values()])

    @cached_property
    def starts(self) -> npt.NDArray[np.intp]:
        """(S,) where each sign's takes begin."""
        counts = [sign.takes for sign in self.signs.values()]
        return np.concatenate([[0], np.cumsum(counts[:-1])]).astype(np.intp)


# --- how alike --------------------------------------------------------------------------------


def similarity(embedding: FloatArray, prototypes: Prototypes) -> float:
    """How like a sign an embedding (D,) is: the cosines to its mean and to its best take, fused."""
    return float(scores(embedding[None], PrototypeBook.of([prototypes]))[0, 0])


def scores(embeddings: FloatArray, book: PrototypeBook) -> FloatArray:
    """Similarities (N, S) in [-1, 1] of embeddings (N, D) to every sign of a book."""
    found = np.empty((len(embeddings), len(book)), np.float32)
    if not found.size:
        return found
    step = max(1, SCORES_AT_ONCE // len(book.takes))
    for start in range(0, len(embeddings), step):
        some = embeddings[start : start + step]
        best = np.maximum.reduceat(some @ book.takes.T, book.starts, axis=1)
        fused = BEST_TAKE * best + (1 - BEST_TAKE) * (some @ book.means.T)
        found[start : start + step] = np.clip(fused, -1, 1)
    return found


def _unit(vector: FloatArray) -> FloatArray:
    unit: FloatArray = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return unit


# --- when that is enough ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Guard:
    """What an attempt must reach to be accepted as the sign that was asked for.

    accept: least similarity to the asked sign.
    margin: least lead over the lesson's other signs.
    stranger: least lead over all the course's other signs; below zero, so that a sign of another
        lesson may be a little nearer.
    """

    accept: float
    margin: float
    stranger: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One guard for each level of evidence, and the temperature of a chance."""

    guards: Mapping[Level, Guard]
    temperature: float

    def guard(self, level: Level) -> Guard:
        """The guard for a sign that is known so well."""
        return self.guards[level]

    def to_json(self) -> dict[str, Any]:
        """As the manifest holds them."""
        guards = {
            level: {"accept": g.accept, "margin": g.margin, "stranger": g.stranger}
            for level, g in self.guards.items()
        }
        return {"guards": guards, "temperature": self.temperature}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Thresholds":
        """Raises ValueError when a level or a number is missing, or is no finite number."""
        try:
            guards = {
                level: Guard(
                    **{name: float(said["guards"][level][name]) for name in Guard.__slots__}
                )
                for level in LEVELS
            }
            temperature = float(said["temperature"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"thresholds: {error} is missing or is no number") from error
        numbers = [getattr(g, name) for g in guards.values() for name in Guard.__slots__]
        if not np.isfinite([*numbers, temperature]).all() or temperature <= 0:
            raise ValueError("thresholds: every number must be finite, the temperature above 0")
        return cls(MappingProxyType(guards), temperature)
