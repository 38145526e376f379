"""MediaPipe and the pictures come from node_modules, each file that is needed and no more."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders as static_finders
from pytest_django import Settings

from accounts.animals import ANIMALS
from signlingo import finders
from signlingo.checks import node_packages_are_installed


@pytest.mark.parametrize(
    "name",
    [
        "holistic.js",
        "holistic.binarypb",
        "holistic_solution_simd_wasm_bin.wasm",
        "holistic_solution_packed_assets.data",
        "pose_landmark_lite.tflite",
        "pose_landmark_full.tflite",
    ],
)
def test_mediapipe_is_found(name: str) -> None:
    assert static_finders.find(f"mediapipe/holistic/{name}") is not None


@pytest.mark.parametrize("name", ["pose_landmark_heavy.tflite", "package.json", "../../x.js"])
def test_what_no_page_asks_for_is_not(name: str) -> None:
    assert static_finders.find(f"mediapipe/holistic/{name}") is None


def test_every_picture_of_the_course_and_every_animal_is_there() -> None:
    names = finders.picture_names(Path(settings.BASE_DIR) / "lessons" / "course")
    names |= {animal.codepoint for animal in ANIMALS.values()}
    assert len(names) > 60
    assert [name for name in sorted(names) if not static_finders.find(f"pictures/{name}.svg")] == []


def test_a_missing_package_stops_the_start_with_the_remedy(
    settings: Settings, tmp_path: Path
) -> None:
    package = json.loads((Path(settings.BASE_DIR) / "package.json").read_text(encoding="utf-8"))
    (tmp_path / "package.json").write_text(json.dumps(package), encoding="utf-8")
    settings.BASE_DIR = tmp_path
    (error,) = node_packages_are_installed()
    assert "@mediapipe/holistic 0.5.1675471629" in error.msg
    assert error.hint == "Run `npm ci`."
