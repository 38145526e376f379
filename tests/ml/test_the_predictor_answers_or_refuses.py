"""The predictor: unit vectors for finite windows, a refusal for all else, whatever the batch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml import features
from ml.artifact import Artifact, ArtifactError
from ml.features import Unusable
from ml.predictor import BATCH, Predictor, average_views, views
from tests.ml.people import GLOSSES, nobody, people, signed


def windows(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(count, features.STEPS, features.FEATURES)).astype(np.float32)


def test_answers_are_unit_vectors(predictor: Predictor) -> None:
    found = predictor.embed(windows(3))
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-4)


def test_a_batch_changes_no_answer(predictor: Predictor) -> None:
    some = windows(BATCH + 6)
    whole = predictor.embed(some)
    single = np.concatenate([predictor.embed(window[None]) for window in some])
    assert whole == pytest.approx(single, abs=1e-5)


def test_nothing_asked_is_nothing_answered(predictor: Predictor) -> None:
    assert predictor.embed(windows(0)).shape == (0, predictor.artifact.manifest.embedding_size)
    assert predictor.embed_clips([]).shape == predictor.embed(windows(0)).shape


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_refused(predictor: Predictor, bad: float) -> None:
    some = windows(2)
    some[1, 4, 7] = bad
    with pytest.raises(ValueError, match="not finite"):
        predictor.embed(some)


def test_another_shape_is_refused(predictor: Predictor) -> None:
    for wrong in (windows(2)[0], windows(2)[:, :-1], windows(2)[:, :, :-1]):
        with pytest.raises(ValueError, match="windows are"):
            predictor.embed(wrong)


def test_a_clip_that_shows_nothing_is_refused(predictor: Predictor) -> None:
    with pytest.raises(Unusable, match="no_hands"):
        predictor.embed_clips([signed(GLOSSES[0], "ann"), nobody()])


def test_a_clip_and_its_mirror_image_are_averaged() -> None:
    clip = signed(GLOSSES[0], "ann")
    both = views(clip, mirror_average=True)
    assert len(both) == 2
    assert both[0] == pytest.approx(views(clip, mirror_average=False)[0])
    first, second = np.eye(2, dtype=np.float32)
    mean = average_views(np.stack([first, second, first, first]), 2)
    assert mean == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [1, 0]]))


def test_a_left_handed_signer_is_read_alike(predictor: Predictor) -> None:
    manifest = replace(predictor.artifact.manifest, mirror_average=True)
    predictor = Predictor(replace(predictor.artifact, manifest=manifest))
    right = people(["ann"])
    left = [clip.mirrored() for clip in right]
    found = predictor.embed_clips(right) @ predictor.embed_clips(left).T
    assert np.diag(found) == pytest.approx(np.ones(len(right)), abs=1e-3)


def test_it_says_what_it_runs_on(predictor: Predictor) -> None:
    assert predictor.device == "CPU" or predictor.device.startswith("CUDA:")


def test_an_encoder_that_is_none_is_refused(predictor: Predictor, tmp_path: Path) -> None:
    whole = predictor.artifact
    broken = Artifact(
        tmp_path, "x", whole.manifest, b"not a model", whole.prototypes, whole.templates
    )
    with pytest.raises(ArtifactError, match="encoder does not run"):
        Predictor(broken)
