"""A list of the desk asks the database as often for forty children as for two."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Classroom, User
from tests.accounts.factories import EnrolmentFactory, GuardianshipFactory


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("model", ["user", "classroom", "enrolment", "guardianship"])
@pytest.mark.usefixtures("guardian")
def test_a_list(client: Client, teacher: User, classroom: Classroom, model: str) -> None:
    client.force_login(teacher)
    address = f"/admin/accounts/{model}/"
    few = queries(client, address)
    for _ in range(40):
        GuardianshipFactory.create(child=EnrolmentFactory.create(classroom=classroom).child)
    assert queries(client, address) <= few <= 12
