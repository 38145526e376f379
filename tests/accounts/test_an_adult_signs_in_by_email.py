"""An adult's way in, and that it tells nobody who has an account."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from accounts import services
from accounts.models import Role, User
from tests.accounts.factories import PASSWORD

NEW_PASSWORD = "mot-mat-khau-khac-han"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def adult(db: None) -> User:
    """A teacher whose address is confirmed."""
    return services.create_adult(
        email="hoa@example.org",
        role=Role.TEACHER,
        display_name="Cô Hoa",
        password=PASSWORD,
        is_confirmed=True,
    )


def log_in(client: Client, email: str, password: str, **more: str) -> str:
    """Post the sign-in form; where it leads, or the page's text without its token."""
    answer = client.post("/accounts/login/", {"login": email, "password": password, **more})
    if answer.status_code == 302:
        return answer.headers["Location"]
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return text.replace(email, "")


def test_the_right_password_opens_home(client: Client, adult: User) -> None:
    assert log_in(client, "hoa@example.org", PASSWORD) == "/"
    assert client.session["_auth_user_id"] == str(adult.pk)


def test_capitals_in_the_address_make_no_difference(client: Client, adult: User) -> None:
    assert log_in(client, "Hoa@Example.ORG", PASSWORD) == "/"


def test_the_session_is_renewed(client: Client, adult: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    log_in(client, "hoa@example.org", PASSWORD)
    assert client.session.session_key != before


def test_unknown_and_wrong_get_the_same_answer(client: Client, adult: User) -> None:
    wrong = log_in(client, "hoa@example.org", "wrong")
    unknown = log_in(client, "nobody@example.org", "wrong")
    assert wrong == unknown
    assert "_auth_user_id" not in client.session


def test_guessing_one_password_is_bounded(client: Client, adult: User) -> None:
    for _ in range(10):
        log_in(client, "hoa@example.org", "wrong")
    assert log_in(client, "hoa@example.org", PASSWORD) != "/"


def test_a_child_cannot_be_signed_in_with_a_password(client: Client, child: User) -> None:
    for login in ("", "None", child.display_name, str(child.pk)):
        assert log_in(client, login, "") != "/"
    assert not child.has_usable_password()


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_after_signing_in(client: Client, adult: User, place: str) -> None:
    assert log_in(client, "hoa@example.org", PASSWORD, next=place) == "/"


def test_a_place_of_ours_is_led_to(client: Client, adult: User) -> None:
    assert log_in(client, "hoa@example.org", PASSWORD, next="/attempts/") == "/attempts/"


def test_the_choice_page_keeps_the_place(client: Client, db: None) -> None:
    page = client.get("/sign-in/?next=/attempts/%3Fa%3D1%26b").content.decode()
    assert "/accounts/login/?next=/attempts/%3Fa%3D1%26b" in page


def test_signing_up_is_closed(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/")
    assert '<input type="password"' not in page.content.decode()
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.exists()
    assert mail.outbox == []


def test_the_desk_is_entered_through_the_same_door(client: Client, adult: User) -> None:
    for address in ("/admin/", "/admin/login/"):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=%2Fadmin%2F")
    answer = client.post("/admin/login/", {"username": "hoa@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 302


def ask_for_reset(client: Client, email: str) -> tuple[int, str, str]:
    """Ask for a reset; the status, where it leads, and the page there."""
    answer = client.post("/accounts/password/reset/", {"email": email})
    place = answer.headers["Location"]
    page = client.get(place).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return answer.status_code, place, page.replace(email, "")


def link_in(message: EmailMessage) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/accounts/\S+)", str(message.body))
    assert found
    return found[1]


def test_a_reset_answers_the_same_for_known_and_unknown(client: Client, adult: User) -> None:
    assert ask_for_reset(client, "hoa@example.org") == ask_for_reset(client, "nobody@example.org")
    assert [message.to for message in mail.outbox] == [["hoa@example.org"]]


def test_a_reset_link_works_once(client: Client, adult: User) -> None:
    ask_for_reset(client, "hoa@example.org")
    link = link_in(mail.outbox[0])
    form_page = client.get(link, follow=True)
    place = form_page.redirect_chain[-1][0]
    client.post(place, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    adult.refresh_from_db()
    assert adult.check_password(NEW_PASSWORD)
    again = Client().get(link, follow=True)
    assert 'type="password"' not in again.content.decode()


def test_mail_speaks_the_readers_language(client: Client, adult: User) -> None:
    services.choose_language(person=adult, language="en")
    client.cookies["django_language"] = "vi"
    ask_for_reset(client, "hoa@example.org")
    assert "password" in mail.outbox[0].subject.lower()


def test_an_adult_made_without_a_password_sets_one_by_mail(client: Client, db: None) -> None:
    adult = services.create_adult(
        email="new@example.org", role=Role.GUARDIAN, display_name="Bố của Lan"
    )
    assert log_in(client, "new@example.org", "") != "/"
    ask_for_reset(client, "new@example.org")
    place = client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
    client.post(place, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert log_in(client, "new@example.org", NEW_PASSWORD) == "/"
    assert client.session["_auth_user_id"] == str(adult.pk)
