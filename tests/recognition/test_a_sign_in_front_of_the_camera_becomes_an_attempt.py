"""The whole path without a camera: frames over the socket, a verdict back, a row in between."""

from uuid import UUID, uuid4

import pytest

from accounts.models import User
from lessons.models import Attempt, Sign
from ml import landmarks
from recognition import release
from tests.lessons.factories import attempt as record
from tests.recognition.browser import in_database, page, practising
from tests.releases import SIGNS, take
from tests.streams import Stream

pytestmark = pytest.mark.django_db(transaction=True)


def signed(gloss: str, language: str = "vsl") -> Stream:
    return take(SIGNS[language, gloss], seed=61)


async def stored() -> list[tuple[UUID, str, str, str]]:
    attempts: list[Attempt] = await in_database(
        list, Attempt.objects.select_related("student", "sign")
    )
    return [(a.pk, a.student.display_name, a.sign.key, a.outcome) for a in attempts]


async def test_the_right_sign_is_correct_and_stored(child: User, course: dict[str, Sign]) -> None:
    attempt = uuid4()
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(signed("MOM"))
        verdict = await there.hear("verdict")
    assert verdict["outcome"] == "correct"
    assert verdict["closest"] == "vsl/MOM"
    assert verdict["stored"] is True
    assert verdict["evidence"] == {"takes": 6, "signers": 3, "level": "judged"}
    assert await stored() == [(attempt, child.display_name, "vsl/MOM", "correct")]


async def test_the_row_holds_what_judged_it(child: User, course: dict[str, Sign]) -> None:
    async with practising(child, "vsl/MOM") as there:
        await there.show(signed("UNCLE"))
        verdict = await there.hear("verdict")
    row = await in_database(Attempt.objects.select_related("closest").get)
    assert verdict["outcome"] == row.outcome == "another"
    assert row.closest == course["vsl/UNCLE"]
    assert row.margin < 0
    assert row.release == release.current().release
    assert row.thresholds == {"accept": 0.7, "margin": 0.1, "stranger": -0.05}
    assert (row.evidence_takes, row.evidence_signers, row.evidence_level) == (6, 3, "judged")


async def test_a_sign_known_from_one_take_is_never_called_wrong(
    child: User, course: dict[str, Sign]
) -> None:
    async with practising(child, "vsl/DOG") as there:
        await there.show(signed("MOM"))
        verdict = await there.hear("verdict")
    assert (verdict["outcome"], verdict["evidence"]["level"]) == ("almost", "example")


async def test_the_page_hears_how_it_goes_meanwhile(child: User, course: dict[str, Sign]) -> None:
    attempt = uuid4()
    states, closest = [], set()
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(signed("MOM"))
        while (message := await there.hear())["type"] == "watching":
            assert message["attempt"] == str(attempt)
            states.append(message["state"])
            closest.add(message["closest"])
    assert message["type"] == "verdict"
    assert list(dict.fromkeys(states)) == ["waiting", "signing", "judging"]
    assert message["closest"] == "vsl/MOM"


async def test_one_attempt_after_another(child: User, course: dict[str, Sign]) -> None:
    outcomes: list[str] = []
    async with practising(child, "vsl/MOM") as there:
        stream = Stream(seed=3).idle(0.5)
        for gloss in ("MOM", "DAD", "MOM"):
            before = len(stream.times)
            stream.sign(SIGNS["vsl", gloss]).idle(0.6)
            await there.show(_since(stream, before, sequence=100 * len(outcomes)))
            outcomes.append((await there.hear("verdict"))["outcome"])
            await there.practise("vsl/MOM")
    assert outcomes == ["correct", "another", "correct"]
    assert [row[3] for row in await stored()].count("correct") == 2


def _since(stream: Stream, start: int, sequence: int) -> Stream:
    part = Stream(first_message=sequence)
    part.times, part.frames = stream.times[start:], stream.frames[start:]
    return part


async def test_what_cannot_be_seen_is_not_stored_and_may_be_tried_again(
    child: User, course: dict[str, Sign]
) -> None:
    attempt = uuid4()
    blind = signed("MOM")
    for frame in blind.frames:
        frame[landmarks.RIGHT_HAND] = float("nan")
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(blind)
        verdict = await there.hear("verdict")
        assert (verdict["outcome"], verdict["reason"]) == ("unseen", "hands")
        assert verdict["stored"] is False
        assert await stored() == []
        again = signed("MOM")
        again.first_message = 100
        again.times = [time + 10 for time in again.times]
        await there.show(again)
        verdict = await there.hear("verdict")
    assert (verdict["outcome"], verdict["attempt"]) == ("correct", str(attempt))
    assert len(await stored()) == 1


async def test_after_a_break_the_stored_verdict_is_sent_again(
    child: User, course: dict[str, Sign]
) -> None:
    attempt = uuid4()
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(signed("MOM"))
        first = await there.hear("verdict")
    async with practising(child, "vsl/MOM", attempt) as there:
        again = await there.hear("verdict")
        assert again == first
        await there.show(signed("DAD"))
        assert await there.wire.receive_nothing(0.3)
    assert len(await stored()) == 1


async def test_a_verdict_under_way_survives_its_socket(
    child: User, course: dict[str, Sign]
) -> None:
    attempt = uuid4()
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(signed("MOM"))
        while (await there.hear("watching"))["state"] != "judging":
            pass
    async with page(child) as there:
        await there.greet()
        await there.practise("vsl/MOM", attempt)
        await there.show(signed("MOM"))
        assert (await there.hear("verdict"))["outcome"] == "correct"
    assert [row[0] for row in await stored()] == [attempt]


async def test_two_children_are_judged_apart(
    child: User, classmate: User, course: dict[str, Sign]
) -> None:
    async with practising(child, "vsl/MOM") as hers, practising(classmate, "vsl/DAD") as his:
        mine, other = signed("MOM"), signed("MOM")
        await hers.show(mine)
        await his.show(other)
        assert (await hers.hear("verdict"))["outcome"] == "correct"
        assert (await his.hear("verdict"))["outcome"] == "another"
    assert sorted(row[1:] for row in await stored()) == [
        (classmate.display_name, "vsl/DAD", "another"),
        (child.display_name, "vsl/MOM", "correct"),
    ]


async def test_another_childs_attempt_is_not_told(
    child: User, stranger: User, course: dict[str, Sign]
) -> None:
    attempt = uuid4()
    async with practising(child, "vsl/MOM", attempt) as there:
        await there.show(signed("MOM"))
        await there.hear("verdict")
    async with page(stranger) as there:
        await there.greet()
        assert (await there.practise("vsl/MOM", attempt))["code"] == "not_allowed"
        assert await there.closed() == 4403


async def test_an_adult_may_practise_too(guardian: User, course: dict[str, Sign]) -> None:
    async with practising(guardian, "asl/MOM") as there:
        await there.show(signed("MOM", "asl"))
        assert (await there.hear("verdict"))["outcome"] == "correct"


async def test_an_attempt_that_another_socket_stored_first_is_told_as_stored(
    child: User, course: dict[str, Sign]
) -> None:
    attempt = uuid4()
    async with practising(child, "vsl/MOM", attempt) as there:
        await in_database(
            lambda: record(
                child,
                course["vsl/MOM"],
                "another",
                attempt_id=attempt,
                closest=course["vsl/DAD"],
            )
        )
        await there.show(signed("MOM"))
        verdict = await there.hear("verdict")
    assert (verdict["outcome"], verdict["closest"]) == ("another", "vsl/DAD")
    assert len(await stored()) == 1
