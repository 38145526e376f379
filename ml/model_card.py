"""The model card: what a release is, was measured on and was not, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np

from ml.artifact import Manifest
from ml.metrics import DEFINITIONS
from ml.prototypes import LEVELS, Level, PrototypeBook, SignKey

LEVEL_WORDS: Final[Mapping[Level, str]] = {
    "example": "known from one take: it may say which sign was closest, and never “wrong”",
    "forming": "known from a few takes or two people: it says “almost” when in doubt",
    "judged": "known from five takes or more by three people or more: it judges",
}
COLUMNS: Final = (
    "k", "fps", "clips", "glosses", "signers", "top1", "worst_signer", "lesson_3", "lesson_6",
    "eer", "frr_at_far_1", "frr_at_far_5", "ece", "auroc_unknown",
)  # fmt: skip
COUNTS: Final = ("k", "fps", "clips", "glosses", "signers")
CLOSEST: Final = 8


def model_card(manifest: Manifest, book: PrototypeBook, untaught: Sequence[SignKey]) -> str:
    """The card of a release, as Markdown. `untaught`: signs of the courses without a take."""
    parts = (
        _what(manifest),
        _signs(book, untaught),
        _data(manifest),
        _measured(manifest),
        _not_measured(),
        _guards(manifest),
        _closest(book),
        _replacing(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _what(manifest: Manifest) -> Iterator[str]:
    yield f"# {manifest.name} {manifest.version}"
    yield ""
    yield f"Made on {manifest.created}."
    yield ""
    yield "It turns the landmarks of one signed word (55 points of face, shoulders, arms and hands,"
    yield "seen by a webcam; never the picture) into 128 numbers that lie close together for the"
    yield "same sign and apart for different ones. A sign is known by the takes beside it in"
    yield "`prototypes.npz`; teaching it another sign needs takes, and no training."
    yield ""
    yield "It is for practising single signs in a lesson. It does not understand sentences, and its"
    yield "answer is no examination result."


def _signs(book: PrototypeBook, untaught: Sequence[SignKey]) -> Iterator[str]:
    yield ""
    yield "## The signs it knows"
    for language in sorted({key[0] for key in book}):
        signs = list(book.language(language).values())
        yield ""
        yield f"**{language.upper()}**, {len(signs)} signs:"
        yield ""
        for level in LEVELS:
            some = [sign for sign in signs if sign.evidence.level == level]
            if some:
                named = ", ".join(
                    f"{s.key[1]} ({s.takes} by {s.signer_count})" if s.takes > 1 else s.key[1]
                    for s in some
                )
                yield f"- {LEVEL_WORDS[level]}: {named}"
        absent = [gloss for lang, gloss in untaught if lang == language]
        if absent:
            yield f"- no take, so not practised: {', '.join(absent)}"


def _data(manifest: Manifest) -> Iterator[str]:
    yield ""
    yield "## What it learned from"
    yield ""
    yield "| recordings | clips | glosses | people | licence | origin |"
    yield "|---|---|---|---|---|---|"
    for entry in manifest.training:
        yield (
            f"| {entry['title']} | {entry['clips']:,} | {entry['glosses']:,} "
            f"| {len(entry['signers'])} | {entry['licence']} | {entry['origin']} |"
        )
    yield ""
    yield "The recordings are no part of the project; these weights, prototypes and templates"
    yield "were made of them. “People” counts the names in the data: the dictionary's signers are"
    yield "unnamed and count as one, and some names may be one person or several."


def _measured(manifest: Manifest) -> Iterator[str]:
    yield ""
    yield "## What was measured"
    yield ""
    yield "On people whose clips the encoder had never seen: for each row, an encoder was trained"
    yield "by the same recipe without them. This release itself learned from everybody above, so"
    yield "no figure here is of exactly these weights."
    for report in manifest.metrics.get("reports", ()):
        yield ""
        yield f"**{report['title']}**"
        yield ""
        held = [name for name in COLUMNS if any(name in row for row in report["results"])]
        yield "| " + " | ".join(held) + " |"
        yield "|" + "---|" * len(held)
        for row in report["results"]:
            yield "| " + " | ".join(_cell(row, name) for name in held) + " |"
    yield ""
    yield "What the columns mean:"
    yield ""
    for name, meaning in DEFINITIONS.items():
        yield f"- `{name}`: {meaning}"


def _not_measured() -> Iterator[str]:
    yield ""
    yield "## What was not measured"
    yield ""
    yield "- **The signs of Vietnamese Sign Language on anyone outside the dictionary.** Each is"
    yield "  known from one take of one signer; there were no others to measure with. The figures"
    yield "  for one take above are of other signs, by other people, in another sign language."
    yield "- **Children.** Everyone in the recordings is, as far as is known, an adult."
    yield "- **Deaf signers of VSL**, by name or number; none has reviewed the signs yet."
    yield "- **Classrooms**: low light, old cameras, two people in the picture, a signer far away."
    yield "- Fairness between groups of people: the data does not say who is in it."


def _guards(manifest: Manifest) -> Iterator[str]:
    yield ""
    yield "## When an attempt is accepted"
    yield ""
    yield "The asked sign must be the closest of the lesson and reach these limits, chosen on"
    yield "people who were not trained on: similarity to the asked sign, lead over the lesson's"
    yield "others, lead over all the course's others."
    yield ""
    yield "| a sign that is | similarity | lead in the lesson | lead in the course |"
    yield "|---|---|---|---|"
    for level in LEVELS:
        guard = manifest.thresholds.guard(level)
        course = "–" if guard.stranger <= -1 else f"{guard.stranger:.3f}"
        yield f"| {level} | {guard.accept:.3f} | {guard.margin:.3f} | {course} |"


def _closest(book: PrototypeBook) -> Iterator[str]:
    yield ""
    yield "## Signs that it finds alike"
    yield ""
    yield "The pairs whose prototypes are nearest, and so most easily taken for each other:"
    yield ""
    for language in sorted({key[0] for key in book}):
        some = book.language(language)
        keys = list(some)
        alike = some.means @ some.means.T
        pairs = sorted(combinations(range(len(keys)), 2), key=lambda pair: -alike[pair])
        named = [f"{keys[a][1]}–{keys[b][1]} ({alike[a, b]:.2f})" for a, b in pairs[:CLOSEST]]
        yield f"- {language.upper()}: {', '.join(named)}"


def _replacing() -> Iterator[str]:
    yield ""
    yield "## Replacing it"
    yield ""
    yield "A school with its own consented recordings makes its own release with `make train`; see"
    yield "`ml/README.md`. Nothing of this one is needed for that."


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return "as recorded" if name == "fps" else "–"
    if name in COUNTS:
        return f"{value:g}" if isinstance(value, float) else str(value)
    low, high = row.get(f"{name}_ci") or (None, None)
    ends = f" ({low:.0%}–{high:.0%})" if low is not None and np.isfinite(low) else ""
    return f"{value:.1%}{ends}"
