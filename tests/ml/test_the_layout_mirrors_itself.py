"""The layout: every point once, and a mirror that undoes itself."""

import copy

import numpy as np

from ml import landmarks


def test_a_mirror_of_a_mirror_is_the_layout() -> None:
    assert (landmarks.MIRROR[landmarks.MIRROR] == np.arange(landmarks.COUNT)).all()


def test_a_mirror_swaps_left_and_right_and_keeps_the_nose() -> None:
    left, right = landmarks.INDEX["LEFT_HAND_THUMB_TIP"], landmarks.INDEX["RIGHT_HAND_THUMB_TIP"]
    assert landmarks.MIRROR[left] == right
    assert landmarks.MIRROR[landmarks.NOSE] == landmarks.NOSE
    assert landmarks.mirror_name("POSE_MOUTH_LEFT") == "POSE_MOUTH_RIGHT"


def test_every_point_has_its_own_name_and_its_own_source() -> None:
    sources = {(point["source"], point["index"]) for point in landmarks.LAYOUT["points"]}
    assert len(set(landmarks.NAMES)) == len(sources) == landmarks.COUNT == 55


def test_the_two_hands_are_laid_out_alike() -> None:
    names = np.array(landmarks.NAMES)
    mirrored = [landmarks.mirror_name(name) for name in names[landmarks.LEFT_HAND]]
    assert mirrored == list(names[landmarks.RIGHT_HAND])


def test_edges_stay_within_the_layout_and_look_alike_in_a_mirror() -> None:
    edges = {frozenset(edge) for edge in landmarks.EDGES}
    mirrored = {frozenset(int(landmarks.MIRROR[point]) for point in edge) for edge in edges}
    assert edges == mirrored


def test_any_change_to_the_points_changes_the_fingerprint() -> None:
    changed = copy.deepcopy(dict(landmarks.LAYOUT))
    changed["points"][3]["index"] += 1
    assert landmarks.fingerprint(changed) != landmarks.FINGERPRINT
    assert landmarks.fingerprint(dict(landmarks.LAYOUT)) == landmarks.FINGERPRINT
