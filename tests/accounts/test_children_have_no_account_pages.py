"""A child cannot give herself an address or a password; a door that she has not is not found."""

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import User


def account_pages() -> list[str]:
    """Every address of allauth's that takes no argument, but signing out."""
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    pages = {
        "/" + get_resolver().reverse_dict.getlist(name)[0][0][0][0]
        for name in names
        if name.startswith("account_") and not get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    }
    return sorted(pages - {"/accounts/logout/"})


def test_there_are_such_pages() -> None:
    assert {"/accounts/email/", "/accounts/password/set/"} <= set(account_pages())


@pytest.mark.parametrize("address", account_pages())
def test_a_child_does_not_find_it(client: Client, child: User, address: str) -> None:
    client.force_login(child)
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "lan@example.org", "action_add": ""}).status_code == 404
    child.refresh_from_db()
    assert child.email is None
    assert not child.has_usable_password()


def test_an_adult_finds_hers(client: Client, guardian: User) -> None:
    client.force_login(guardian)
    assert client.get("/accounts/password/change/").status_code == 200


def test_a_child_does_not_come_to_the_desk(client: Client, child: User, guardian: User) -> None:
    for person in (child, guardian):
        client.force_login(person)
        assert client.get("/admin/").status_code in {302, 403}
        assert client.get("/admin/accounts/user/").status_code in {302, 403}
