"""The small release, written once, and a course that it knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from lessons.models import Sign
from ml.artifact import Artifact, load, make_current
from ml.predictor import Predictor
from recognition import release
from recognition.services import load_release
from tests.lessons.factories import LessonFactory, SignFactory
from tests.releases import SIGNS, small_release


@pytest.fixture(scope="session")
def release_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small release lies."""
    return small_release(tmp_path_factory.mktemp("artifacts"))


@pytest.fixture(scope="session")
def artifact(release_dir: Path) -> Artifact:
    """The small release."""
    return load(release_dir)


@pytest.fixture(scope="session")
def predictor(artifact: Artifact) -> Predictor:
    """Its encoder."""
    return Predictor(artifact)


@pytest.fixture
def serving(release_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the small release be the one that is served."""
    make_current(release_dir)
    monkeypatch.setattr("ml.artifact.ARTIFACTS", release_dir.parent)
    release.forget()
    cache.clear()
    yield release_dir
    release.forget()


@pytest.fixture
def course(db: None, serving: Path) -> dict[str, Sign]:
    """Two lessons of VSL and one of ASL, known as well as the small release knows them."""
    signs = {
        f"{language}/{gloss}": SignFactory.create(language=language, gloss=gloss)
        for language, gloss in SIGNS
    }
    family = ("vsl/MOM", "vsl/DAD", "vsl/UNCLE")
    LessonFactory.create(number=1, signs=[signs[key] for key in family])
    LessonFactory.create(number=2, signs=[signs["vsl/DOG"], signs["vsl/CAT"]])
    LessonFactory.create(number=1, unit__language="asl", signs=[signs["asl/MOM"]])
    load_release()
    return signs
