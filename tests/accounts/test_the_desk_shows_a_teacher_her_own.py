"""The admin as a teacher's desk: lists, choices, filters, actions, posts, history, autocomplete."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Classroom, Enrolment, Guardianship, Role, School, User
from tests.accounts.factories import (
    ClassroomFactory,
    GuardianFactory,
    GuardianshipFactory,
    SchoolAdminFactory,
    UserFactory,
)

CANARY = "Zuzana"  # the stranger's name; nothing of her may show
ADMIN = "/admin/accounts"


@pytest.fixture
def desk(  # noqa: PLR0917  # the cast
    client: Client, teacher: User, child: User, classmate: User, guardian: User, stranger: User
) -> Client:
    """The teacher's own browser, with the stranger's guardian in the house too."""
    GuardianshipFactory.create(
        guardian=GuardianFactory.create(display_name=f"Mẹ của {CANARY}"), child=stranger
    )
    client.force_login(teacher)
    return client


def text(client: Client, address: str) -> str:
    """A page that must be there."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def assert_hers(page: str) -> None:
    """Nothing of the other class shows."""
    for canary in (CANARY, "Lớp 2B", "Thầy Bình"):
        assert canary not in page


@pytest.mark.parametrize("model", ["user", "classroom", "enrolment", "guardianship", "school"])
def test_lists_and_add_pages(desk: Client, model: str) -> None:
    assert_hers(text(desk, f"{ADMIN}/{model}/"))
    added = desk.get(f"{ADMIN}/{model}/add/")
    assert added.status_code == (403 if model == "school" else 200)
    assert_hers(added.content.decode())


def test_her_own_children_are_there(desk: Client, child: User) -> None:
    assert child.display_name in text(desk, f"{ADMIN}/user/")
    assert child.display_name in text(desk, f"{ADMIN}/enrolment/add/")


@pytest.mark.parametrize(
    "query",
    ["?q=zuzan", "?enrolments__classroom__id__exact={room}", "?role__exact=child", "?all="],
)
def test_searches_and_filters(desk: Client, other_classroom: Classroom, query: str) -> None:
    assert_hers(text(desk, f"{ADMIN}/user/" + query.format(room=other_classroom.pk)))


def test_filters_name_only_her_classes(
    desk: Client, teacher: User, other_classroom: Classroom
) -> None:
    ClassroomFactory.create(name="Lớp 1C", teachers=[teacher])
    page = text(desk, f"{ADMIN}/enrolment/")
    assert "Lớp 1C" in page
    assert_hers(page)


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("model", ["user", "classroom", "enrolment", "guardianship", "school"])
def test_others_rows_are_not_found(
    desk: Client, stranger: User, other_classroom: Classroom, model: str, page: str
) -> None:
    rows = {
        "user": stranger,
        "classroom": other_classroom,
        "enrolment": stranger.enrolments.get(),
        "guardianship": stranger.guarded_by.get(),
        "school": other_classroom.school,
    }
    answer = desk.get(f"{ADMIN}/{model}/{rows[model].pk}/{page}/", follow=True)
    assert answer.redirect_chain[-1:] == [("/admin/", 302)] or answer.status_code in {403, 404}
    assert_hers(answer.content.decode())


def test_posting_to_others_rows_changes_nothing(
    desk: Client, stranger: User, other_classroom: Classroom
) -> None:
    form = {"display_name": "Mine now", "language": "vi", "animal": "lion", "is_active": "on"}
    desk.post(f"{ADMIN}/user/{stranger.pk}/change/", form)
    desk.post(f"{ADMIN}/classroom/{other_classroom.pk}/change/", {"name": "Mine now"})
    for model, row in (("user", stranger), ("classroom", other_classroom)):
        desk.post(f"{ADMIN}/{model}/{row.pk}/delete/", {"post": "yes"})
    stranger.refresh_from_db()
    other_classroom.refresh_from_db()
    assert stranger.display_name == CANARY
    assert other_classroom.name == "Lớp 2B"


@pytest.mark.parametrize(
    ("model", "action"),
    [
        ("user", "delete_selected"),
        ("classroom", "delete_selected"),
        ("classroom", "close_sign_in"),
        ("classroom", "give_new_code"),
        ("enrolment", "end"),
        ("guardianship", "end"),
    ],
)
def test_actions_do_not_reach_others_rows(
    desk: Client, stranger: User, other_classroom: Classroom, model: str, action: str
) -> None:
    rows = {
        "user": stranger,
        "classroom": other_classroom,
        "enrolment": stranger.enrolments.get(),
        "guardianship": stranger.guarded_by.get(),
    }
    row = rows[model]
    before = type(row).objects.filter(pk=row.pk).values().get()  # type: ignore[attr-defined]
    form = {"action": action, "_selected_action": row.pk, "post": "yes", "select_across": "1"}
    assert_hers(desk.post(f"{ADMIN}/{model}/", form, follow=True).content.decode())
    assert type(row).objects.filter(pk=row.pk).values().get() == before  # type: ignore[attr-defined]


def test_posted_ids_of_others_are_no_choice(
    desk: Client, child: User, stranger: User, classroom: Classroom, other_classroom: Classroom
) -> None:
    before = Enrolment.objects.count(), Guardianship.objects.count(), User.objects.count()
    for a, b in ((stranger, classroom), (child, other_classroom), (stranger, other_classroom)):
        page = desk.post(f"{ADMIN}/enrolment/add/", {"child": a.pk, "classroom": b.pk})
        assert page.status_code == 200
        assert_hers(page.content.decode())
    other_guardian = stranger.guarded_by.get().guardian
    for guardian, whose in ((other_guardian, child), (other_guardian, stranger)):
        form = {"guardian": guardian.pk, "child": whose.pk}
        assert desk.post(f"{ADMIN}/guardianship/add/", form).status_code == 200
    new = {"role": "child", "display_name": "X", "language": "vi", "classroom": other_classroom.pk}
    assert desk.post(f"{ADMIN}/user/add/", new).status_code == 200
    assert before == (
        Enrolment.objects.count(),
        Guardianship.objects.count(),
        User.objects.count(),
    )


def test_a_class_takes_no_teacher_or_school_from_elsewhere(
    desk: Client, other_teacher: User, classroom: Classroom, other_classroom: Classroom
) -> None:
    form = {"name": "1A", "sign_language": "vsl", "teachers": [other_teacher.pk]}
    assert desk.post(f"{ADMIN}/classroom/{classroom.pk}/change/", form).status_code == 200
    new = {"name": "New", "sign_language": "vsl", "school": other_classroom.school.pk}
    assert desk.post(f"{ADMIN}/classroom/add/", new).status_code == 200
    assert Classroom.objects.count() == 2
    assert other_teacher not in classroom.teachers.all()


def test_autocomplete_shows_hers(desk: Client) -> None:
    address = "/admin/autocomplete/?app_label=accounts&model_name=enrolment&field_name=child"
    assert_hers(desk.get(address).content.decode())


def test_a_teacher_makes_a_class_and_teaches_it(
    desk: Client, teacher: User, classroom: Classroom
) -> None:
    form = {"name": "Lớp 3C", "sign_language": "asl", "school": classroom.school.pk}
    assert desk.post(f"{ADMIN}/classroom/add/", form).status_code == 302
    assert list(Classroom.objects.get(name="Lớp 3C").teachers.all()) == [teacher]


def test_a_teacher_adds_a_child_to_her_class(desk: Client, classroom: Classroom) -> None:
    form = {"role": "child", "display_name": "Bảo", "language": "vi", "classroom": classroom.pk}
    form |= {"email": "bao@example.org"}  # put aside: a child has no address
    assert desk.post(f"{ADMIN}/user/add/", form).status_code == 302
    child = User.objects.get(display_name="Bảo")
    assert child.enrolments.current().get().classroom == classroom
    assert child.animal
    assert child.email is None
    assert not child.has_usable_password()


def test_a_taken_animal_is_refused(desk: Client, classmate: User, classroom: Classroom) -> None:
    form = {"role": "child", "display_name": "Bảo", "language": "vi", "classroom": classroom.pk}
    page = desk.post(f"{ADMIN}/user/add/", form | {"animal": "panda"})
    assert page.status_code == 200
    assert not User.objects.filter(display_name="Bảo").exists()


def test_a_childs_animal_changes_only_to_a_free_one(desk: Client, child: User) -> None:
    form = {"display_name": "Lan Anh", "language": "vi", "is_active": "on"}
    assert (
        desk.post(f"{ADMIN}/user/{child.pk}/change/", form | {"animal": "panda"}).status_code == 200
    )
    assert (
        desk.post(f"{ADMIN}/user/{child.pk}/change/", form | {"animal": "fox"}).status_code == 302
    )
    child.refresh_from_db()
    assert (child.display_name, child.animal) == ("Lan Anh", "fox")


def test_a_teacher_adds_a_guardian(desk: Client, child: User) -> None:
    form = {"role": "guardian", "display_name": "Ba", "language": "vi"}
    form |= {"email": "ba@example.org", "child": str(child.pk)}
    assert desk.post(f"{ADMIN}/user/add/", form).status_code == 302
    assert child.guarded_by.filter(guardian__email="ba@example.org").exists()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_ADMIN])
def test_a_teacher_makes_no_staff(desk: Client, classroom: Classroom, role: str) -> None:
    form = {"role": role, "display_name": "X", "language": "vi", "email": "x@example.org"}
    form |= {"classroom": str(classroom.pk), "is_superuser": "on"}
    assert desk.post(f"{ADMIN}/user/add/", form).status_code == 200
    assert not User.objects.filter(email="x@example.org").exists()


def test_nobody_raises_herself(desk: Client, teacher: User, child: User) -> None:
    form = {"display_name": "X", "language": "vi", "role": "school_admin", "is_superuser": "on"}
    form |= {"email": "evil@example.org", "is_active": "on"}
    assert desk.post(f"{ADMIN}/user/{teacher.pk}/change/", form).status_code == 403
    desk.post(f"{ADMIN}/user/{child.pk}/change/", form | {"animal": "fox"})
    teacher.refresh_from_db()
    child.refresh_from_db()
    assert (teacher.role, teacher.is_superuser) == (Role.TEACHER, False)
    assert (child.role, child.is_superuser, child.email) == (Role.CHILD, False, None)


def test_a_teacher_deletes_nobody(desk: Client, child: User) -> None:
    assert desk.post(f"{ADMIN}/user/{child.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=child.pk).exists()


def test_a_teacher_takes_a_child_out_of_her_class(desk: Client, child: User) -> None:
    form = {"action": "end", "_selected_action": child.enrolments.get().pk}
    desk.post(f"{ADMIN}/enrolment/", form)
    assert not child.enrolments.current().exists()


def test_a_closed_door_opens_by_action(desk: Client, classroom: Classroom) -> None:
    old = classroom.code
    for action in ("close_sign_in", "give_new_code"):
        form = {"action": action, "_selected_action": classroom.pk}
        desk.post(f"{ADMIN}/classroom/", form)
    classroom.refresh_from_db()
    assert not classroom.sign_in_open
    assert classroom.code != old


def test_a_superuser_says_who_looks_after_a_school(client: Client, classroom: Classroom) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    admins = [SchoolAdminFactory.create(), SchoolAdminFactory.create()]
    form = {"name": "A school", "admins": [admin.pk for admin in admins]}
    client.post(f"{ADMIN}/school/{classroom.school.pk}/change/", form)
    assert set(School.objects.get(pk=classroom.school.pk).admins.all()) == set(admins)


def test_the_desk_of_a_superuser_shows_everything(
    client: Client, stranger: User, child: User
) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    page = text(client, f"{ADMIN}/user/")
    assert CANARY in page
    assert child.display_name in page
    assert "Lớp 2B" in text(client, f"{ADMIN}/enrolment/")


def test_an_address_is_changed_by_its_owner_alone(client: Client, classroom: Classroom) -> None:
    admin = SchoolAdminFactory.create()
    classroom.school.admins.add(admin)
    teacher = classroom.teachers.get()
    client.force_login(admin)
    form = {"display_name": "Cô Hoa", "language": "en", "email": "evil@example.org"}
    answer = client.post(f"{ADMIN}/user/{teacher.pk}/change/", form | {"is_active": "on"})
    assert answer.status_code == 302
    teacher.refresh_from_db()
    assert (teacher.language, teacher.email != "evil@example.org") == ("en", True)


def test_a_child_who_left_is_gone_from_the_desk(desk: Client, child: User) -> None:
    services.end_enrolment(enrolment=child.enrolments.get(), at=timezone.now())
    assert child.display_name not in re.sub(r"Mẹ của \S+", "", text(desk, f"{ADMIN}/user/"))
    assert desk.get(f"{ADMIN}/user/{child.pk}/change/").status_code == 302


@pytest.mark.parametrize("model", ["auth/group", "account/emailaddress"])
def test_what_others_put_in_the_admin_is_not_on_a_teachers_desk(desk: Client, model: str) -> None:
    assert desk.get(f"/admin/{model}/").status_code in {403, 404}
    assert f"/admin/{model}/" not in text(desk, "/admin/")


def test_a_password_is_changed_on_one_page(desk: Client) -> None:
    answer = desk.get("/admin/password_change/")
    assert answer.headers["Location"] == "/accounts/password/change/"
