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

from accounts.animals import ANIMALS

PACKAGES: Final = ("@mediapipe/holistic", "@twemoji/svg")
HOLISTIC: Final = "mediapipe/holistic/"
SERVED_SUFFIXES: Final = frozenset({".js", ".wasm", ".tflite", ".data", ".binarypb"})
HEAVY: Final = "pose_landmark_heavy.tflite"  # 28 MB, for complexity 2, which no page asks for
PICTURES: Final = "pictures/"

# What pages show beside the animals and the course's signs; a template names one as
# {% static "pictures/1f44b.svg" %}, so that a picture missing here fails where it is asked for.
PAGES: Final = (
    "1f91f 1f44b 1f44d 1f450 1f590 270b 1f64c 1f440 1f9d2 1f9d1-200d-1f3eb 1f46a 1f9cd 1f914"
    " 1f3eb 1f3e0 1f5fa 1f511 1f512 1f513 1f6aa 1f50d 1f4f7 1f4a1 1f526 1f50c 1f31e 1f319 2b50"
    " 1f31f 1f389 1f3af 2705 27a1 2b05 1f501 1f4c8 1f6e0 26a0 1f9ed 1f4ac 1f573 1f33e"
    " 1f1fb-1f1f3 1f1fa-1f1f8 23f3 25b6"
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
    course = picture_names(Path(settings.BASE_DIR) / "lessons" / "course")
    animals = {animal.codepoint for animal in ANIMALS.values()}
    for name in sorted(course | animals | set(PAGES)):
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

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """Return the file behind a static path, or an empty list."""
        found = _served().get(path.replace("\\", "/"))
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every static path with its storage."""
        del ignore_patterns
        for name in _served():
            yield name, self.storage
