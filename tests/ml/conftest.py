"""What the tests of the recogniser share: a release that is small, and real in every part."""

from pathlib import Path

import pytest
from hypothesis import settings

from ml.predictor import Predictor
from tests.releases import small_release

# A busy machine is no failure of the rule under test.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def predictor(release: Path) -> Predictor:
    return Predictor(release)
