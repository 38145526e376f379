"""Evaluation: other signers only, every clip accounted for, the same figures for the same seed."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from ml.clips import Clip, ClipSet
from ml.evaluate import SharedSignerError, evaluate, first_answers, table
from ml.gallery import canonical_gloss, draw_book, embed_clips
from ml.predictor import Predictor
from ml.prototypes import FloatArray
from tests.ml.people import GLOSSES, nobody, people, signed

GALLERY = people(["ann", "bob", "cho"], takes=2)
QUERIES = people(["dee", "eve"])


def test_new_people_are_recognised_by_a_few_takes(predictor: Predictor) -> None:
    one, every = evaluate(
        embed=predictor.embed_clips, gallery=GALLERY, queries=QUERIES, ks=(1, None)
    )
    assert (one.k, every.k) == (1, None)
    assert every.clips == len(QUERIES)
    assert (every.glosses, every.signers, every.refused, every.unknown) == (6, 2, 0, 0)
    assert every.figures["top1"] == 1
    assert every.figures["lesson_3"] >= one.figures["lesson_3"] > 0.9


def test_somebody_on_both_sides_is_refused(predictor: Predictor) -> None:
    both = ClipSet((*QUERIES, signed(GLOSSES[0], "bob", 7)))
    with pytest.raises(SharedSignerError, match=r"bob.*--same-signers"):
        evaluate(embed=predictor.embed_clips, gallery=GALLERY, queries=both)
    told = evaluate(
        embed=predictor.embed_clips, gallery=GALLERY, queries=both, ks=(1,), same_signers=True
    )
    assert told[0].clips == len(QUERIES) + 1


def test_clips_without_a_signer_may_be_anybodys(predictor: Predictor) -> None:
    def unnamed(clips: ClipSet) -> ClipSet:
        return ClipSet(tuple(dataclasses.replace(clip, signer=" ") for clip in clips))

    with pytest.raises(SharedSignerError, match="without a signer"):
        evaluate(
            embed=predictor.embed_clips, gallery=unnamed(GALLERY), queries=unnamed(QUERIES), ks=(1,)
        )


def test_a_clip_that_cannot_be_read_counts_and_is_named(predictor: Predictor) -> None:
    odd = [nobody(), dataclasses.replace(nobody(), xy=nobody().xy[:0], times=nobody().times[:0])]
    blind = signed(GLOSSES[1], "dee", 3)
    odd.append(dataclasses.replace(blind, xy=np.full_like(blind.xy, np.nan)))
    [found] = evaluate(
        embed=predictor.embed_clips, gallery=GALLERY, queries=[*QUERIES, *odd], ks=(None,)
    )
    assert (found.clips, found.refused) == (len(QUERIES) + 3, 3)
    assert [refused.reason for refused in found.refusals] == [
        "no_hands",
        "too_short",
        "no_shoulders",
    ]
    assert found.figures["top1"] == pytest.approx(len(QUERIES) / found.clips)


def test_a_gallery_sign_without_a_usable_take_is_no_unknown(predictor: Predictor) -> None:
    gallery = [clip for clip in GALLERY if clip.gloss != GLOSSES[0]] + [nobody()]
    [found] = evaluate(embed=predictor.embed_clips, gallery=gallery, queries=QUERIES, ks=(None,))
    assert (found.clips, found.glosses, found.unknown) == (len(QUERIES), 6, 0)
    assert found.figures["top1"] == pytest.approx(5 / 6)


def test_signs_that_the_gallery_lacks_are_told_from_those_it_has(predictor: Predictor) -> None:
    gallery = GALLERY.where(~np.isin(GALLERY.glosses, GLOSSES[:2]))
    [found] = evaluate(embed=predictor.embed_clips, gallery=gallery, queries=QUERIES, ks=(None,))
    assert (found.clips, found.unknown, found.glosses) == (8, 4, 4)
    assert found.figures["auroc_unknown"] == 1


def test_glosses_are_matched_in_any_spelling(predictor: Predictor) -> None:
    spelled = [
        dataclasses.replace(clip, gloss=clip.gloss.lower().replace("-", "_")) for clip in QUERIES
    ]
    [found] = evaluate(embed=predictor.embed_clips, gallery=GALLERY, queries=spelled, ks=(None,))
    assert found.clips == len(QUERIES)
    assert canonical_gloss(" thank_you ") == canonical_gloss("Thank-You") == "THANK-YOU"


def test_a_slow_camera_is_the_querys_alone(predictor: Predictor) -> None:
    seen: list[int] = []

    def embed(clips: Sequence[Clip]) -> FloatArray:
        seen.extend(len(clip) for clip in clips)
        return predictor.embed_clips(clips)

    fast, slow = evaluate(
        embed=embed, gallery=GALLERY, queries=QUERIES, ks=(None,), fps=(None, 8.0)
    )
    assert (fast.fps, slow.fps) == (None, 8.0)
    assert max(seen[-len(QUERIES) :]) < min(seen[: len(GALLERY)])


def test_the_same_seed_gives_the_same_figures(predictor: Predictor) -> None:
    first, again = (
        evaluate(embed=predictor.embed_clips, gallery=GALLERY, queries=QUERIES, ks=(1, 3), seed=5)
        for _ in range(2)
    )
    assert [r.to_json() for r in first] == [r.to_json() for r in again]
    assert len(list(table(first))) == len(list(table(again)))


def test_a_result_has_the_keys_that_were_agreed(predictor: Predictor) -> None:
    [found] = evaluate(embed=predictor.embed_clips, gallery=GALLERY, queries=QUERIES, ks=(None,))
    row = found.to_json()
    figures = (
        "top1 macro_f1 worst_signer lesson_3 lesson_6 eer frr_at_far_1 frr_at_far_5 ece "
        "auroc_unknown"
    ).split()
    assert row["k"] == "all"
    assert {"fps", "clips", "glosses", "signers"} <= row.keys()
    for name in figures:
        low, high = row[f"{name}_ci"]
        assert 0 <= low <= high <= 1
        assert 0 <= row[name] <= 1


def test_few_takes_are_of_as_many_people_as_there_are(predictor: Predictor) -> None:
    held = embed_clips(predictor.embed_clips, GALLERY)
    for seed in range(5):
        book = draw_book(held, 3, np.random.default_rng(seed))
        assert all((sign.takes, sign.signer_count) == (3, 3) for sign in book.values())


def test_answers_are_by_name(predictor: Predictor) -> None:
    held = embed_clips(predictor.embed_clips, GALLERY)
    asked = embed_clips(predictor.embed_clips, [*QUERIES, nobody()])
    truth, answer = first_answers([(held, asked)])
    assert truth[:-1] == answer[:-1]
    assert (truth[-1], answer[-1]) == (GLOSSES[0], "")
