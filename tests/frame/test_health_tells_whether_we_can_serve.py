"""`/health/` answers 200 while the database and the cache do, else 503 and which does not."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client

from ml.artifact import ArtifactError, load
from recognition import release
from tests.releases import small_release


@pytest.fixture(autouse=True)
def small(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a small release that is served meanwhile."""
    artifact = load(small_release(tmp_path_factory.mktemp("artifacts")))
    monkeypatch.setattr(release, "current", lambda: artifact)
    return artifact.release


@pytest.mark.django_db
def test_it_answers_without_signing_in(client: Client, small: str) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["release"] == small
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_says_when_the_database_is_gone(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@pytest.mark.django_db
def test_it_says_when_the_recogniser_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse() -> None:
        raise ArtifactError(tmp_path, "it is gone.")

    monkeypatch.setattr(release, "current", refuse)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["release"] is None


@pytest.mark.django_db
def test_it_changes_nothing(client: Client) -> None:
    assert client.post("/health/").status_code == 405
