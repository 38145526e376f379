"""The release of the recogniser that this process serves: loaded once, asked for by all."""

from functools import cache
from threading import Lock

from ml.artifact import Artifact, load
from ml.predictor import Predictor
from ml.prototypes import PrototypeBook

_lock = Lock()  # two first askers would load it twice


def current() -> Artifact:
    """The checked release. Raises ml.artifact.ArtifactError with what to run."""
    with _lock:
        return _load()


def course(language: str) -> PrototypeBook:
    """The signs of one course that the release knows; empty when it knows none."""
    release = current()
    with _lock:
        return _course(release, language)


def predictor() -> Predictor:
    """The release's encoder; web processes whose windows go to workers never ask for it."""
    release = current()
    with _lock:
        return _predictor(release)


def forget() -> None:
    """Load anew when next asked: after another release became the current one."""
    with _lock:
        for loaded in (_load, _course, _predictor):
            loaded.cache_clear()


_load = cache(load)


@cache
def _course(release: Artifact, language: str) -> PrototypeBook:
    return release.prototypes.language(language)


@cache
def _predictor(release: Artifact) -> Predictor:
    return Predictor(release)
