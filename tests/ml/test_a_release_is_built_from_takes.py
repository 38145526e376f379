"""Building a release: the right takes become prototypes, and the whole loads and is described."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from ml import artifact
from ml.calibration import Calibration, collect
from ml.clips import Clip
from ml.evaluate import evaluate
from ml.gallery import embed_clips
from ml.predictor import Predictor
from ml.release import MAX_EACH, MAX_TAKES, Course, build, choose_takes, read_course, training_data
from tests.ml.people import GLOSSES, nobody, people, signed

LABELS = {gloss: frozenset({gloss}) for gloss in GLOSSES}


@pytest.fixture(scope="module")
def calibration(predictor: Predictor) -> Calibration:
    gallery = embed_clips(predictor.embed_clips, people(["ann", "bob", "cho"], takes=3))
    queries = embed_clips(predictor.embed_clips, people(["dee", "eve"]))
    return collect(gallery, queries, seed=0)


def course(path: Path, **signs: list[str]) -> Path:
    said = [{"gloss": gloss, "dictionary_ids": ids} for gloss, ids in signs.items()]
    path.write_text(json.dumps({"language": "VSL", "signs": said}))
    return path


def test_only_the_entry_that_is_taught_is_a_prototype(tmp_path: Path) -> None:
    found = read_course(course(tmp_path / "vsl.json", DOG=["W00739B", "W00739T"], MOM=[]))
    assert found.language == "vsl"
    assert found.labels == {"DOG": {"DOG", "W00739B"}, "MOM": {"MOM"}}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"signs": 1}', '{"signs": [{}]}', "\x00"])
def test_what_is_no_course_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(ValueError, match=r"bad\.json: not a course"):
        read_course(tmp_path / "bad.json")


def test_takes_are_of_all_people_in_turn_and_always_the_same() -> None:
    many = [signed(GLOSSES[0], "ann", n) for n in range(30)] + [signed(GLOSSES[0], "bob", 0)]
    chosen = choose_takes([*many, nobody(), signed(GLOSSES[1], "bob")], LABELS[GLOSSES[0]])
    assert [clip.signer for clip in chosen].count("ann") == MAX_EACH
    assert [clip.signer for clip in chosen[:2]] == ["ann", "bob"]
    names = [clip.name for clip in chosen]
    assert [clip.name for clip in choose_takes(many[::-1], LABELS[GLOSSES[0]])] == names
    crowd = [dataclasses.replace(many[0], signer=f"p{n}", name=f"{n:03}") for n in range(99)]
    assert len(choose_takes(crowd, LABELS[GLOSSES[0]])) == MAX_TAKES


def test_somebody_may_be_left_out() -> None:
    chosen = choose_takes(people(["ann", "bob"]), LABELS[GLOSSES[0]], frozenset({"bob"}))
    assert [clip.signer for clip in chosen] == ["ann"]


def test_what_was_learned_from_is_told_with_its_origin() -> None:
    some: list[Clip] = [
        dataclasses.replace(signed(GLOSSES[0], "ann"), source="wlasl"),
        dataclasses.replace(signed(GLOSSES[0], "bob"), source="school"),
    ]
    school, wlasl = training_data({"asl": some})
    assert wlasl["licence"].startswith("C-UDA")
    assert school["licence"] == "not stated"
    assert (school["clips"], school["signers"]) == (1, ["bob"])


def test_the_whole_is_written_and_loads(
    predictor: Predictor, calibration: Calibration, tmp_path: Path
) -> None:
    clips = people(["ann", "bob", "cho"], takes=2)
    results = evaluate(
        embed=predictor.embed_clips, gallery=clips, queries=people(["dee", "eve"]), ks=(1, None)
    )
    place = build(
        encoder=predictor.artifact.encoder,
        embedding_size=predictor.artifact.manifest.embedding_size,
        courses=[Course("vsl", LABELS | {"ABSENT": frozenset({"ABSENT"})})],
        clips={"vsl": clips},
        calibration=calibration,
        metrics={"reports": [{"title": "New people", "results": [r.to_json() for r in results]}]},
        name="school",
        version="2",
        created="2026-11-24",
        parent=tmp_path,
        extra={"curves.png": b"picture"},
    )
    loaded = artifact.load(place)
    assert place.name == loaded.release
    assert loaded.manifest.name == "school"
    assert {key[1] for key in loaded.prototypes} == set(GLOSSES) == {k[1] for k in loaded.templates}
    for sign in loaded.prototypes.values():
        assert (sign.takes, sign.evidence.level) == (6, "judged")
    card = (place / "MODEL_CARD.md").read_text()
    for told in ("New people", "ABSENT", "was not measured", "Children", "judged", "2026-11-24"):
        assert told in card
    assert "nan" not in card
    sums = json.loads((place / "manifest.json").read_text())["files"]
    assert set(sums) == {p.name for p in place.iterdir()} - {"manifest.json", "manifest.sha256"}
    shown = loaded.templates["vsl", GLOSSES[0]]
    assert np.diff(shown.times) == pytest.approx(np.full(len(shown.times) - 1, 1 / 25), abs=1e-4)


def test_a_course_without_any_take_is_refused(
    predictor: Predictor, calibration: Calibration, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="no clip shows"):
        build(
            encoder=predictor.artifact.encoder,
            embedding_size=predictor.artifact.manifest.embedding_size,
            courses=[],
            clips={},
            calibration=calibration,
            metrics={},
            name="x",
            version="1",
            created="2026-11-24",
            parent=tmp_path,
        )
