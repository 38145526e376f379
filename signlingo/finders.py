"""Serves the few files of npm packages that pages load, straight from node_modules."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

PACKAGES: Final = ("@mediapipe/holistic", "@twemoji/svg")
HOLISTIC: Final = "mediapipe/holistic/"
SERVED_SUFFIXES: Final = frozenset({".js", ".wasm", ".tflite", ".data", ".binarypb"})
HEAVY: Final = "pose_landmark_heavy.tflite"  # 28 MB, for complexity 2, which no page asks for
PICTURES: Final = "pictures/"

# Children choose their animal among these at sign-in; the course names its own pictures.
ANIMALS: Final = (
    "1f431 1f436 1f42f 1f981 1f434 1f42e 1f437 1f411 1f414 1f427 1f438 1f435 1f418 1f43c 1f430"
    " 1f98a 1f43b 1f428 1f986 1f989 1f422 1f41f 1f419 1f40c 1f98b 1f41d 1f41e 1f42c 1f433 1f988"
    " 1f98e 1f40a 1f992 1f993 1f42a 1f994 1f99c 1f9a2 1f9ad 1f43f 1f42d 1f439"
).split()


def node_modules() -> Path:
    """Return the folder that `npm ci` fills."""
    return Path(settings.BASE_DIR) / "node_modules"


def wanted_version(package: str) -> str:
    """Return the version of `package` that package.json asks for, exactly."""
    wanted = json.loads((Path(settings.BASE_DIR) / "package.json").read_text(encoding="utf-8"))
    return str(wanted["dependencies"][package])


def installed_version(package: str) -> str | None:
    """Return the version of `package` in node_modules, or None without it."""
    try:
        text = (node_modules() / package / "package.json").read_text(encoding="utf-8")
    except OSError:
        return None
    return str(json.loads(text)["version"])


def picture_names(course: Path) -> set[str]:
    """Return the codepoint names of every picture in the course's JSON files, such as '1f431'."""
    names: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            picture = value.get("picture")
            if isinstance(picture, str):
                names.add(picture)
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for file in sorted(course.glob("*.json")):
        collect(json.loads(file.read_text(encoding="utf-8")))
    return names


def served() -> dict[str, Path]:
    """Return what the finder serves: static path → file in node_modules."""
    files: dict[str, Path] = {}
    holistic = node_modules() / "@mediapipe" / "holistic"
    if holistic.is_dir():
        for file in sorted(holistic.iterdir()):
            if file.suffix in SERVED_SUFFIXES and file.name != HEAVY:
                files[HOLISTIC + file.name] = file
    twemoji = node_modules() / "@twemoji" / "svg"
    for name in sorted(picture_names(Path(settings.BASE_DIR) / "lessons" / "course") | set(ANIMALS)):
        picture = twemoji / f"{name}.svg"
        if picture.is_file():
            files[PICTURES + picture.name] = picture
    return files


_served = cache(served)


class _Package(FileSystemStorage):
    """A storage whose names are static paths and whose files lie in node_modules."""

    def path(self, name: str) -> str:
        return str(_served()[name.replace("\\", "/")])


class NodePackagesFinder(BaseFinder):
    """Finds MediaPipe under mediapipe/holistic/ and pictures under pictures/."""

    storage = _Package(location=Path("node_modules"))

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        """Return nothing: signlingo.checks says what is missing."""
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        """Return the file behind a static path, or an empty list."""
        found = _served().get(path.replace("\\", "/"))
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every static path with its storage."""
        del ignore_patterns
        for name in _served():
            yield name, self.storage
