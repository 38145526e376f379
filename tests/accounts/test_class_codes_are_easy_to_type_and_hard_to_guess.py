"""Class codes."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from accounts.child_sign_in import CODE_TYPED_MAX, clean_code
from accounts.models import CODE_ALPHABET, CODE_LENGTH, Classroom, new_class_code

CODES = st.text(CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_a_code_cannot_be_guessed() -> None:
    assert len(set(CODE_ALPHABET)) ** CODE_LENGTH > 2**34
    assert len({new_class_code() for _ in range(1000)}) == 1000


def test_no_letter_looks_like_another_or_changes_under_a_vietnamese_keyboard() -> None:
    assert not set(CODE_ALPHABET) & set("AEIOUYWD")  # vowels, and what Telex turns into one
    for alike in ("0O", "1IL", "5S", "2Z", "8B", "6G", "UV"):
        assert len(set(alike) & set(CODE_ALPHABET)) <= 1


def test_it_is_shown_in_two_halves() -> None:
    assert Classroom(code="HMPT2347").shown_code == "HMPT 2347"


@given(CODES, st.sampled_from(["", " ", "-", " – ", "."]))
def test_a_code_is_understood_as_it_is_written(code: str, between: str) -> None:
    assert clean_code(f" {code[:4]}{between}{code[4:]}\n") == code
    assert clean_code(code.lower()) == code


@given(CODES)
def test_full_width_letters_are_the_same_letters(code: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert clean_code(wide) == code


@given(st.text(max_size=3 * CODE_TYPED_MAX))
def test_any_text_becomes_a_short_one_without_spaces(typed: str) -> None:
    code = clean_code(typed)
    assert code.isalnum() or code == ""
    assert len(code) <= len(unicodedata.normalize("NFKC", typed[:CODE_TYPED_MAX])) * 3
