"""The same attempt id, however often and from wherever it comes, is one row and one review."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from lessons.models import Attempt, Mastery, Sign
from lessons.services import AttemptRefused
from tests.lessons.factories import SignFactory, attempt


@pytest.fixture
def sign(db: None) -> Sign:
    return SignFactory.create(gloss="MOM")


def test_what_was_judged_is_stored_with_what_judged_it(child: User, sign: Sign) -> None:
    other = SignFactory.create(gloss="DAD")
    attempt_id = uuid4()
    attempt(child, sign, "almost", attempt_id=attempt_id, closest=other)

    stored = Attempt.objects.get()
    assert stored.pk == attempt_id
    assert (stored.student, stored.sign, stored.closest) == (child, sign, other)
    assert (stored.outcome, stored.similarity, stored.margin) == ("almost", 0.8, 0.3)
    assert (stored.evidence_takes, stored.evidence_signers) == (9, 4)
    assert stored.evidence_level == "judged"
    assert stored.release == "school-1-0badcafe"
    assert stored.thresholds == {"accept": 0.6, "margin": 0.05}


def test_the_same_id_again_is_the_stored_attempt_and_moves_nothing(child: User, sign: Sign) -> None:
    attempt_id = uuid4()
    first = attempt(child, sign, attempt_id=attempt_id)
    before = Mastery.objects.values().get()

    again = attempt(child, sign, "another", attempt_id=attempt_id)

    assert again == first
    assert again.outcome == "correct"
    assert Attempt.objects.count() == 1
    assert Mastery.objects.values().get() == before


def test_two_ids_are_two_attempts_and_two_reviews(child: User, sign: Sign) -> None:
    attempt(child, sign)
    attempt(child, sign, "almost")

    assert Attempt.objects.count() == 2
    mastery = Mastery.objects.get()
    assert (mastery.attempt_count, mastery.correct_count) == (2, 1)


def test_another_childs_id_is_refused(child: User, stranger: User, sign: Sign) -> None:
    attempt_id = uuid4()
    attempt(child, sign, attempt_id=attempt_id)

    with pytest.raises(AttemptRefused):
        attempt(stranger, sign, attempt_id=attempt_id)

    assert Attempt.objects.get().student == child
    assert not Mastery.objects.filter(student=stranger).exists()


def test_an_id_is_not_used_for_two_signs(child: User, sign: Sign) -> None:
    attempt_id = uuid4()
    attempt(child, sign, attempt_id=attempt_id)

    with pytest.raises(AttemptRefused):
        attempt(child, SignFactory.create(), attempt_id=attempt_id)

    assert Attempt.objects.get().sign == sign


@pytest.mark.django_db(transaction=True)
def test_twenty_in_parallel_are_one_row_and_one_review(child: User, sign: Sign) -> None:
    attempt_id = uuid4()
    together = Barrier(20)

    def send(_: int) -> None:
        try:
            together.wait(timeout=30)
            attempt(child, sign, attempt_id=attempt_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(send, range(20)))

    assert Attempt.objects.count() == 1
    mastery = Mastery.objects.get()
    assert (mastery.attempt_count, mastery.correct_count) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_different_ones_in_parallel_are_all_counted(child: User, sign: Sign) -> None:
    together = Barrier(8)

    def send(_: int) -> None:
        try:
            together.wait(timeout=30)
            attempt(child, sign)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))

    assert Attempt.objects.count() == 8
    assert Mastery.objects.get().attempt_count == 8
