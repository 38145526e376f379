"""Whatever arrives at the socket: one answer or a close with its code, and never an attempt."""

import json
import struct

import pytest
from asgiref.sync import async_to_sync
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from lessons.models import Attempt, Sign
from recognition import protocol
from tests.recognition.browser import Page, in_database, page, practising, signed_in
from tests.recognition.replay import messages
from tests.streams import Path, Stream

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = st.text(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
).map(json.dumps)
BYTES = st.binary(max_size=700) | st.builds(
    lambda count, body, aspect: (
        struct.pack("<HBBBBHI", protocol.MAGIC, 1, 0, count, 90, aspect, 1) + body
    ),
    st.integers(0, 17),
    st.binary(min_size=224, max_size=224) | st.binary(max_size=500),
    st.integers(0, 6_000),
)


async def answer(there: Page) -> str:
    """What the server does with a message: says something, or closes."""
    event = await there.wire.receive_output(timeout=5)
    if event["type"] == "websocket.close":
        return str(event["code"])
    return str(json.loads(event["text"])["type"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(message=(TEXTS | BYTES).filter(len), greeted=st.booleans())
def test_nonsense_closes_with_a_code(
    child: User, course: dict[str, Sign], message: str | bytes, *, greeted: bool
) -> None:
    async def talk() -> None:
        client = await in_database(signed_in, child)
        async with page(child, client) as there:
            if greeted:
                await there.greet()
            if isinstance(message, str):
                await there.wire.send_to(text_data=message)
            else:
                await there.wire.send_to(bytes_data=message)
            if isinstance(message, bytes) and _is_frames(message) and greeted:
                assert await there.wire.receive_nothing(0.05)
            else:
                assert await answer(there) == "problem"
                assert await there.closed() == protocol.CLOSE_BAD_MESSAGE

    async_to_sync(talk)()
    assert not Attempt.objects.exists()


def _is_frames(data: bytes) -> bool:
    try:
        protocol.parse_frames(data)
    except protocol.ProtocolError:
        return False
    return True


async def test_frames_before_hello_are_refused(child: User, course: dict[str, Sign]) -> None:
    async with page(child) as there:
        await there.show(Stream().idle(0.2))
        assert (await there.hear())["code"] == "out_of_turn"
        assert await there.closed() == protocol.CLOSE_BAD_MESSAGE


async def test_a_second_hello_is_refused(child: User, course: dict[str, Sign]) -> None:
    async with page(child) as there:
        await there.greet()
        assert (await there.greet())["code"] == "out_of_turn"


async def test_another_layout_asks_for_a_reload(child: User, course: dict[str, Sign]) -> None:
    async with page(child) as there:
        assert (await there.greet(layout="0" * 16))["code"] == "reload"
        assert await there.closed() == protocol.CLOSE_RELOAD


async def test_frames_that_run_backwards_are_refused(child: User, course: dict[str, Sign]) -> None:
    async with practising(child) as there:
        await there.show(Stream().idle(0.2))
        await there.show(Stream(first_message=10).idle(0.2))
        assert (await there.hear("problem"))["code"] == "bad_order"
        assert await there.closed() == protocol.CLOSE_BAD_MESSAGE


async def test_frames_without_a_sign_to_practise_count_for_nothing(
    child: User, course: dict[str, Sign]
) -> None:
    async with page(child) as there:
        await there.greet()
        await there.show(Stream().idle(0.5).sign(Path()).idle(0.5))
        assert await there.wire.receive_nothing(0.2)
    assert not await in_database(Attempt.objects.exists)


@pytest.mark.parametrize("sign", ["vsl/NOBODY", "asl/DOG", "vsl/mom"])
async def test_a_sign_that_is_not_known_is_refused(
    child: User, course: dict[str, Sign], sign: str
) -> None:
    async with page(child) as there:
        await there.greet()
        assert (await there.practise(sign))["type"] == "problem"


async def test_a_problem_is_told_in_the_persons_language(
    child: User, course: dict[str, Sign]
) -> None:
    child.language = "en"
    await in_database(child.save)
    async with page(child) as there:
        problem = await there.greet(layout="0" * 16)
    assert problem["text"] == "There is something new. Please load the page again."


async def test_a_flood_is_stopped(child: User, course: dict[str, Sign]) -> None:
    async with practising(child) as there:
        stream = Stream().idle(30)
        for frames in messages(stream):
            await there.wire.send_to(bytes_data=protocol.encode_frames(frames))
        assert (await there.hear("problem"))["code"] == "too_fast"
        assert await there.closed() == protocol.CLOSE_TOO_FAST


async def test_asking_over_and_over_is_stopped(child: User, course: dict[str, Sign]) -> None:
    async with page(child) as there:
        await there.greet()
        answers = ["ready"]
        while answers[-1] == "ready" and len(answers) < 50:
            answers.append((await there.practise("vsl/MOM"))["type"])
        assert answers[-1] == "problem"
        assert len(answers) > 10
        assert await there.closed() == protocol.CLOSE_TOO_FAST
