"""From an encoder and the course's takes to a release: prototypes, templates, guards, card."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from ml import artifact, features, landmarks
from ml.artifact import Artifact, Manifest
from ml.calibration import Calibration, calibrate
from ml.clips import Clip
from ml.features import Unusable
from ml.gallery import canonical_gloss
from ml.model_card import model_card
from ml.predictor import Predictor
from ml.prototypes import PrototypeBook, Prototypes, SignKey
from ml.templates import Template, choose_take, make_template

SOURCES: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    Path(__file__).with_name("sources.json").read_text(encoding="utf-8")
)
MAX_TAKES: Final = 40  # of one sign
MAX_EACH: Final = 10  # of one sign by one person
EMBEDDING: Final = 128


@dataclass(frozen=True, slots=True)
class Course:
    """A language's signs: gloss → the labels under which clips may show it."""

    language: str
    labels: Mapping[str, frozenset[str]]


def read_course(path: Path) -> Course:
    """Read {"language", "signs": [{"gloss", "dictionary_ids"?}]}; raises ValueError.

    Of a sign's dictionary entries the first is the one taught; the others are other regions' forms,
    and no prototypes of it.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        labels = {
            str(sign["gloss"]): frozenset(
                canonical_gloss(str(label))
                for label in (sign["gloss"], *sign.get("dictionary_ids", ())[:1])
            )
            for sign in said["signs"]
        }
        return Course(str(said["language"]).lower(), labels)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: not a course ({error})") from error


def choose_takes(
    clips: Sequence[Clip], labels: frozenset[str], without: frozenset[str] = frozenset()
) -> list[Clip]:
    """The takes that become a sign's prototypes: usable, of all its people in turn, evenly spread.

    Always the same ones for the same clips, in whatever order they come.
    """
    people: dict[str, list[Clip]] = {}
    for clip in sorted(clips, key=lambda clip: (clip.source, clip.name)):
        labelled = clip.signer not in without and canonical_gloss(clip.gloss) in labels
        if labelled and _is_usable(clip):
            people.setdefault(clip.signer, []).append(clip)
    turns = []
    for signer in sorted(people):
        takes = people[signer]
        spread = np.linspace(0, len(takes) - 1, min(MAX_EACH, len(takes))).round().astype(int)
        turns += [(turn, signer, takes[row]) for turn, row in enumerate(spread)]
    turns.sort(key=lambda entry: entry[:2])
    return [clip for _, _, clip in turns[:MAX_TAKES]]


def _is_usable(clip: Clip) -> bool:
    try:
        features.normalise(clip)
    except Unusable:
        return False
    return True


def build(
    *,
    encoder: bytes,
    courses: Sequence[Course],
    clips: Mapping[str, Sequence[Clip]],
    calibration: Calibration,
    metrics: Mapping[str, Any],
    name: str,
    version: str,
    created: str,
    parent: Path,
    embedding_size: int = EMBEDDING,
    mirror_average: bool = True,
    without: frozenset[str] = frozenset(),
    extra: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a release below `parent` and return its directory.

    `clips`: all that was learned from, by language; `without`: signers that no prototype is of.
    `metrics`: {"reports": [{"title", "results"}]},
    results as `Result.to_json` gives them, of other encoders of this recipe that never saw the
    people measured. Raises ValueError where no course sign has a take.
    """
    manifest = Manifest(
        name=name,
        version=version,
        created=created,
        layout=landmarks.FINGERPRINT,
        features_version=features.VERSION,
        embedding_size=embedding_size,
        mirror_average=mirror_average,
        thresholds=calibrate(calibration),
        training=tuple(training_data(clips)),
        metrics=metrics,
    )
    draft = Artifact(parent, "draft", manifest, encoder, PrototypeBook.of(()), {})
    predictor = Predictor(draft)
    signs: list[Prototypes] = []
    templates: dict[SignKey, Template] = {}
    untaught: list[SignKey] = []
    for course in courses:
        for gloss, labels in course.labels.items():
            key = (course.language, gloss)
            takes = choose_takes(clips.get(course.language, ()), labels, without)
            if not takes:
                untaught.append(key)
                continue
            sign = _prototypes(key, takes, predictor)
            shown = takes[choose_take(takes, (sign.embeddings @ sign.mean).tolist())]
            signs.append(sign)
            templates[key] = make_template(key, _at_true_rate(shown))
    if not signs:
        raise ValueError("no clip shows a sign of the courses")
    book = PrototypeBook.of(signs)
    card = model_card(manifest, book, untaught)
    return artifact.write_release(
        parent,
        manifest=manifest,
        encoder=encoder,
        prototypes=book,
        templates=templates,
        extra={"MODEL_CARD.md": card.encode(), **(extra or {})},
    )


def _prototypes(key: SignKey, takes: Sequence[Clip], predictor: Predictor) -> Prototypes:
    return Prototypes(
        key,
        predictor.embed_clips(takes),
        tuple(clip.signer for clip in takes),
        tuple(clip.name for clip in takes),
    )


def _at_true_rate(clip: Clip) -> Clip:
    """A take with the times its source is known to have, where its set did not say."""
    fps = SOURCES.get(clip.source, {}).get("fps")
    return replace(clip, times=np.arange(len(clip)) / fps) if fps else clip


def training_data(clips: Mapping[str, Sequence[Clip]]) -> list[dict[str, Any]]:
    """What was learned from, a description for each language and source, with its origin."""
    groups: dict[tuple[str, str], list[Clip]] = {}
    for language, some in clips.items():
        for clip in some:
            groups.setdefault((language, clip.source), []).append(clip)
    unknown = {"title": "recordings without a known source", "origin": "", "licence": "not stated"}
    return [
        {
            "language": language,
            "source": source,
            **{k: v for k, v in SOURCES.get(source, unknown).items() if k != "fps"},
            "clips": len(some),
            "glosses": len({clip.gloss for clip in some}),
            "signers": sorted({clip.signer for clip in some}),
        }
        for (language, source), some in sorted(groups.items())
    ]
