"""Pictures of a run: confusions counted right, and PNGs whatever the history holds."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.pictures import confusion, confusion_matrix, learning_curves

pytestmark = pytest.mark.training  # which has matplotlib

signs = st.lists(st.sampled_from("ABCD"), min_size=1, max_size=40)


@given(signs, st.integers(0, 99))
def test_confusions_are_shares_of_what_was_signed(truth: list[str], seed: int) -> None:
    answer = np.random.default_rng(seed).choice([*"ABCDE", ""], size=len(truth)).tolist()
    held = sorted(set(truth))
    shares = confusion(truth, answer, held)
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(held)))
    right = sum(t == a for t, a in zip(truth, answer, strict=True))
    counts = [truth.count(sign) for sign in held]
    assert (shares[:, :-1].diagonal() * counts).sum() == pytest.approx(right)


def test_a_confusion_matrix_is_a_png() -> None:
    names = [f"S{i}" for i in range(90)]
    assert confusion_matrix(names, names[::-1], "ninety signs").startswith(b"\x89PNG")


def test_learning_curves_are_a_png(tmp_path: Path) -> None:
    lines = [{"step": 100, "loss": 3.0}, {"step": 200, "loss": 2.0}, {"step": 200, "top1": 0.4}]
    (tmp_path / "history.jsonl").write_text("\n".join(map(json.dumps, lines)))
    drawn = learning_curves({"all": tmp_path / "history.jsonl", "none": tmp_path / "absent"})
    assert drawn.startswith(b"\x89PNG")
