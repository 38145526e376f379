"""The small release, written once, for every test of this room."""

from pathlib import Path

import pytest

from ml.artifact import Artifact, load
from ml.predictor import Predictor
from tests.releases import small_release


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
