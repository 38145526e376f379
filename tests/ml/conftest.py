"""What the tests of the recogniser share: a release that is small, and real in every part."""

from pathlib import Path

import pytest

from ml.predictor import Predictor
from tests.releases import small_release


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def predictor(release: Path) -> Predictor:
    return Predictor(release)
