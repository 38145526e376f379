"""Who gets the practice page, for which sign, and what it brings along."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from typing import cast

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import Enrolment, User
from lessons.models import Sign
from ml import landmarks
from tests.lessons.factories import SignFactory
from tests.recognition.browser import signed_in


def practice(user: User | None, language: str = "vsl", gloss: str = "MOM") -> HttpResponse:
    return cast(
        "HttpResponse",
        signed_in(user).get(reverse("recognition:practice", args=(language, gloss))),
    )


def template(user: User | None, gloss: str = "MOM", **headers: str) -> HttpResponse:
    url = reverse("recognition:template", args=("vsl", gloss))
    return cast("HttpResponse", signed_in(user).get(url, headers=headers))


def test_a_child_gets_her_mirror(child: User, course: dict[str, Sign]) -> None:
    page = practice(child)
    assert page.status_code == 200
    assert 'data-sign="vsl/MOM"' in page.content.decode()
    assert landmarks.FINGERPRINT in page.content.decode()
    assert reverse("recognition:practice", args=("vsl", "DAD")) in page.content.decode()


def test_the_page_brings_the_layout(child: User, course: dict[str, Sign]) -> None:
    text = practice(child).content.decode()
    start = text.index('<script id="layout" type="application/json">')
    layout = json.loads(text[text.index(">", start) + 1 : text.index("</script>", start)])
    assert [point["name"] for point in layout["points"]] == list(landmarks.NAMES)
    assert layout["fingerprint"] == landmarks.FINGERPRINT


def test_nothing_in_the_page_needs_inline_code(child: User, course: dict[str, Sign]) -> None:
    text = practice(child).content.decode()
    assert " style=" not in text
    assert "<script>" not in text


def test_after_the_last_sign_comes_the_lesson(child: User, course: dict[str, Sign]) -> None:
    page = practice(child, gloss="CAT").content.decode()
    assert f'href="{reverse("lessons:lesson", args=("vsl", 2))}"' in page


def test_a_guest_is_asked_to_sign_in(course: dict[str, Sign]) -> None:
    assert practice(None).status_code == 302
    assert template(None).status_code == 302


@pytest.mark.parametrize(("language", "gloss"), [("vsl", "NOBODY"), ("asl", "DAD"), ("vsl", "mom")])
def test_an_unknown_sign_is_not_found(
    child: User, course: dict[str, Sign], language: str, gloss: str
) -> None:
    assert practice(child, language, gloss).status_code == 404


def test_a_sign_without_takes_is_not_found(child: User, course: dict[str, Sign]) -> None:
    SignFactory.create(gloss="NEW", takes=0, signers=0)
    assert practice(child, gloss="NEW").status_code == 404
    assert template(child, "NEW").status_code == 404


def test_a_sign_that_the_release_lost_is_not_found(child: User, course: dict[str, Sign]) -> None:
    SignFactory.create(gloss="OLD", takes=2, signers=1)
    assert practice(child, gloss="OLD").status_code == 404


def test_a_child_of_no_class_is_not_let_in(child: User, course: dict[str, Sign]) -> None:
    Enrolment.objects.filter(child=child).update(until=timezone.now())
    assert practice(child).status_code == 404
    assert template(child).status_code == 404


def test_the_reference_is_a_clip_of_the_layout(child: User, course: dict[str, Sign]) -> None:
    response = template(child)
    found = json.loads(response.content)
    assert found["times"] == sorted(set(found["times"]))
    assert len(found["xy"]) == len(found["times"])
    assert {len(points) for points in found["xy"]} == {landmarks.COUNT}
    ear = landmarks.INDEX["POSE_LEFT_EAR"]
    assert found["xy"][0][ear] is None
    shoulder = found["xy"][0][landmarks.LEFT_SHOULDER]
    assert shoulder == pytest.approx([0.5, 0], abs=0.05)


def test_the_reference_is_not_sent_twice(child: User, course: dict[str, Sign]) -> None:
    etag = template(child)["ETag"]
    assert template(child, if_none_match=etag).status_code == 304
    assert template(child, "DAD", if_none_match=etag).status_code == 200


def test_the_page_asks_the_database_little(
    child: User,
    course: dict[str, Sign],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    browser = signed_in(child)
    with django_assert_max_num_queries(9):
        browser.get(reverse("recognition:practice", args=("vsl", "MOM")))


def test_loading_the_release_twice_changes_nothing(course: dict[str, Sign]) -> None:
    new = SignFactory.create(gloss="NEW", takes=3, signers=2)
    said = StringIO()
    call_command("load_release", stdout=said)
    call_command("load_release", stdout=said)
    new.refresh_from_db()
    mom = Sign.objects.get(language="vsl", gloss="MOM")
    assert (new.takes, new.signers) == (0, 0)
    assert (mom.takes, mom.signers) == (6, 3)
    assert "vsl: 5 of 6 signs can be practised." in said.getvalue()
