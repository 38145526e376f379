"""Training in the small: it learns, repeats itself, and survives being killed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path as File

import numpy as np
import pytest

from ml.clips import Clip, ClipSet
from ml.features import Unusable
from tests.streams import Path, Stream

pytestmark = pytest.mark.training
keras = pytest.importorskip("keras", reason="training has its own environment: make test makes it")

from ml.encoder import EncoderConfig  # noqa: E402 - only where keras is
from ml.train import TrainConfig, TrainingSet, embedder, train  # noqa: E402

SIGNS = {
    "HIGH": Path(centre=(-0.2, -0.5), radius=0.1),
    "LOW": Path(centre=(-0.3, 0.6), radius=0.3, turns=0.5),
    "BOTH": Path(both=True, turns=2.5, spread=0.2),
}
SMALL = TrainConfig(
    steps=10,
    batch=16,
    checkpoint_every=4,
    average=0.9,
    encoder=EncoderConfig(width=24, lstm=24, layers=1, embedding=16),
)


def takes(signers: Iterable[str]) -> ClipSet:
    return ClipSet(
        tuple(
            replace(
                Stream(seed=hash_of(signer, gloss), noise=0.01).sign(path).clip(),
                gloss=gloss,
                signer=signer,
            )
            for signer in signers
            for gloss, path in SIGNS.items()
        )
    )


def hash_of(*words: str) -> int:
    return sum(ord(letter) * (place + 1) for place, letter in enumerate("".join(words)))


SETS = [
    TrainingSet("school", takes(["an", "binh"]), "vsl", 0.5, 0.7),
    TrainingSet("home", takes(["chi"]), "vsl", 0.5, 1.0),
]


def embeddings(model: object) -> np.ndarray:
    return embedder(model, mirror_average=False)(list(takes(["dung"])))


class Killed(Exception):
    """What a test raises where a machine would lose its power."""


def test_it_learns_and_tells_signs_of_a_new_person_apart(tmp_path: File) -> None:
    model = train(SETS, replace(SMALL, steps=40), tmp_path)
    known = embedder(model, mirror_average=False)(list(takes(["an"])))
    assert ((embeddings(model) @ known.T).argmax(axis=1) == np.arange(len(SIGNS))).all()
    assert (tmp_path / "encoder.keras").exists()
    assert (tmp_path / "history.jsonl").read_text().count("loss") == 1


def test_the_same_seed_gives_the_same_encoder(tmp_path: File) -> None:
    first, second = (train(SETS, SMALL, tmp_path / name) for name in ("a", "b"))
    assert np.array_equal(embeddings(first), embeddings(second))


def test_another_seed_gives_another_encoder(tmp_path: File) -> None:
    first = train(SETS, SMALL, tmp_path / "a")
    second = train(SETS, replace(SMALL, seed=2), tmp_path / "b")
    assert not np.allclose(embeddings(first), embeddings(second), atol=1e-3)


def test_a_killed_run_goes_on_and_ends_where_it_would_have(tmp_path: File) -> None:
    whole = train(SETS, SMALL, tmp_path / "whole")

    def power_cut(steps: Iterable[int]) -> Iterator[int]:
        for step in steps:
            if step == 7:
                raise Killed
            yield step

    with pytest.raises(Killed):
        train(SETS, SMALL, tmp_path / "cut", progress=power_cut)
    began: list[int] = []

    def watched(steps: Iterable[int]) -> Iterator[int]:
        for step in steps:
            began.append(step)
            yield step

    resumed = train(SETS, SMALL, tmp_path / "cut", progress=watched)
    assert began[0] == 4
    assert np.allclose(embeddings(resumed), embeddings(whole), atol=1e-5)


def test_a_folder_holds_one_run(tmp_path: File) -> None:
    train(SETS, replace(SMALL, steps=2), tmp_path)
    with pytest.raises(ValueError, match="another configuration"):
        train(SETS, SMALL, tmp_path)


def test_a_clip_without_hands_is_refused_and_the_rest_goes_on(tmp_path: File) -> None:
    nobody = Clip(
        xy=np.full((20, 55, 2), np.nan, np.float32), times=np.arange(20) / 25, gloss="HIGH"
    )
    spoiled = replace(SETS[0], clips=ClipSet((*SETS[0].clips, nobody)))
    model = train([spoiled, SETS[1]], replace(SMALL, steps=2), tmp_path)
    assert np.isfinite(embeddings(model)).all()
    with pytest.raises(Unusable):
        embedder(model, mirror_average=False)([nobody])
