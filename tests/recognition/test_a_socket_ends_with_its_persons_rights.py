"""Signing out, a lost session, a disabled person, a child of no class: closed in two seconds."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Enrolment, User
from lessons.models import Sign
from recognition import presence, protocol
from tests.recognition.browser import Page, in_database, page, practising, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

Change = Callable[[Client, User], object]


def sign_out(client: Client, _user: User) -> None:
    client.logout()


def lose_the_session(client: Client, _user: User) -> None:
    Session.objects.filter(pk=client.session.session_key).delete()


def be_disabled(_client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def be_erased(_client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


def change_the_password(_client: Client, user: User) -> None:
    user.set_password("mot-mat-khau-moi")
    user.save()


def leave_her_class(child: User) -> None:
    Enrolment.objects.filter(child=child).update(until=timezone.now())


CHANGES = [sign_out, lose_the_session, be_disabled, be_erased, change_the_password]


@pytest.mark.parametrize("change", CHANGES)
async def test_three_sockets_close_when_she_may_not_stay(
    child: User, classmate: User, course: dict[str, Sign], change: Change
) -> None:
    client = await in_database(signed_in, child)
    pages = [Page(client) for _ in range(3)]
    for there in pages:
        assert await there.connect()
        await there.greet()
    async with practising(classmate) as his:
        await in_database(change, client, child)
        began = time.monotonic()
        assert [await there.closed() for there in pages] == [protocol.CLOSE_SIGNED_OUT] * 3
        assert time.monotonic() - began <= 2
        assert await his.wire.receive_nothing(0.1), "nobody else is touched"


async def test_a_child_who_leaves_her_class_is_put_out(
    child: User, course: dict[str, Sign]
) -> None:
    async with practising(child) as there:
        await in_database(leave_her_class, child)
        began = time.monotonic()
        assert await there.closed() == protocol.CLOSE_NOT_ALLOWED
        assert time.monotonic() - began <= 2


async def test_the_next_practise_is_refused_at_once(child: User, course: dict[str, Sign]) -> None:
    async with page(child) as there:
        await there.greet()
        await in_database(leave_her_class, child)
        assert (await there.practise("vsl/MOM"))["code"] == "not_allowed"
        assert await there.closed() == protocol.CLOSE_NOT_ALLOWED


async def test_nobody_practises_without_signing_in(course: dict[str, Sign]) -> None:
    async with page(None) as there:
        assert (await there.hear())["code"] == "signed_out"
        assert await there.closed() == protocol.CLOSE_SIGNED_OUT


async def test_a_person_has_only_so_many_sockets(
    child: User, classmate: User, course: dict[str, Sign]
) -> None:
    client = await in_database(signed_in, child)
    pages = [Page(client) for _ in range(20)]
    for there in pages:
        assert await there.connect()
    for there in pages[presence.SOCKETS_A_PERSON :]:
        assert (await there.hear())["code"] == "too_many"
        assert await there.closed() == protocol.CLOSE_TOO_FAST
    async with practising(classmate):
        pass  # another child is not counted with her
    await pages[0].wire.disconnect()
    again = Page(client)
    assert await again.connect()
    assert (await again.greet())["type"] == "welcome"
    for there in [*pages[1 : presence.SOCKETS_A_PERSON], again]:
        await there.wire.disconnect()


def test_all_sockets_are_checked_with_a_few_queries(
    child: User,
    classmate: User,
    course: dict[str, Sign],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    async def close(_code: int) -> None: ...

    sockets = []
    for user in (child, classmate):
        session = signed_in(user).session
        for _ in range(50):
            key, session_hash = str(session.session_key), session["_auth_user_hash"]
            sockets.append(presence.Socket(user.pk, key, session_hash, close))
    with django_assert_max_num_queries(3):
        assert presence.unwelcome(sockets) == {}
