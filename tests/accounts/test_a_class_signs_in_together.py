"""Forty children behind one address, in the same minute, all get in."""

import pytest
from django.test import Client

from accounts.animals import ANIMALS
from accounts.models import Classroom
from tests.accounts.factories import ChildFactory, EnrolmentFactory


@pytest.mark.django_db
def test_forty_children_from_one_address(classroom: Classroom) -> None:
    for animal in list(ANIMALS)[:40]:
        EnrolmentFactory.create(child=ChildFactory.create(animal=animal), classroom=classroom)
    inside = set()
    for animal in list(ANIMALS)[:40]:
        device = Client(REMOTE_ADDR="203.0.113.9")
        device.post("/class/", {"code": "HHHH2223"})  # each mistypes once
        device.post("/class/", {"code": classroom.code})
        device.post("/class/animals/", {"animal": animal})
        inside.add(device.session["_auth_user_id"])
    assert len(inside) == 40
