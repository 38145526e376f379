"""`/health/` answers 200 while the database and the cache do, else 503 and which does not."""

from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_it_answers_without_signing_in(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_says_when_the_database_is_gone(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@pytest.mark.django_db
def test_it_changes_nothing(client: Client) -> None:
    assert client.post("/health/").status_code == 405
