"""A release of the recogniser on disk: written once, checked before a byte of it is believed."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from ml import features, landmarks, packing
from ml.prototypes import PrototypeBook, SignKey, Thresholds
from ml.templates import Template

FORMAT: Final = 1
ARTIFACTS: Final = Path(__file__).with_name("artifacts")
ENCODER: Final = "encoder.onnx"
PROTOTYPES: Final = "prototypes.npz"
TEMPLATES: Final = "templates.npz"
MANIFEST: Final = "manifest.json"
CHECKSUM: Final = "manifest.sha256"
LOADED: Final = (ENCODER, PROTOTYPES, TEMPLATES)
MAX_FILE: Final = 64 * 2**20
MAX_MANIFEST: Final = 2**20
MEND: Final = "Restore it with `git checkout -- ml/artifacts`, or make a release with `make train`."


class ArtifactError(ValueError):
    """A release that cannot be used; the text says which file, what is wrong, and what to run."""

    def __init__(self, path: Path, wrong: str) -> None:
        super().__init__(f"{path}: {wrong} {MEND}")


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """What a release says of itself."""

    name: str
    version: str
    created: str
    layout: str
    features_version: int
    embedding_size: int
    mirror_average: bool
    thresholds: Thresholds
    training: tuple[Mapping[str, Any], ...]
    metrics: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As plain numbers, texts, lists and dictionaries."""
        plain = {field: getattr(self, field) for field in self.__slots__}
        return plain | {"thresholds": self.thresholds.to_json(), "training": list(self.training)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Manifest":
        """Raises KeyError, TypeError or ValueError for what is no manifest."""
        words = {name: str(said[name]) for name in ("name", "version", "created", "layout")}
        return cls(
            **words,
            features_version=int(said["features_version"]),
            embedding_size=int(said["embedding_size"]),
            mirror_average=bool(said["mirror_average"]),
            thresholds=Thresholds.from_json(said["thresholds"]),
            training=tuple(MappingProxyType(dict(entry)) for entry in said["training"]),
            metrics=MappingProxyType(dict(said["metrics"])),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Artifact:
    """A release in memory, every byte of it checked."""

    path: Path
    release: str
    manifest: Manifest
    encoder: bytes
    prototypes: PrototypeBook
    templates: Mapping[SignKey, Template]

    @property
    def thresholds(self) -> Thresholds:
        """The guards that were calibrated with this encoder."""
        return self.manifest.thresholds


def default_dir() -> Path:
    """The release that `ml/artifacts/current` names. Raises ArtifactError when it names none."""
    pointer = ARTIFACTS / "current"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ArtifactError(pointer, "no release is named here.") from error
    if not re.fullmatch(r"[\w.-]{1,100}", name) or name.startswith("."):
        raise ArtifactError(pointer, "it must hold the name of one directory beside it.")
    return ARTIFACTS / name


# --- reading ----------------------------------------------------------------------------------


def load(path: Path | str | None = None) -> Artifact:
    """Read and check a release, by default the current one.

    Raises ArtifactError for a file that is missing, altered or too large, and for a release made
    for another layout or other features than this code has.
    """
    path = Path(path) if path is not None else default_dir()
    said, digest = _read_manifest(path)
    try:
        manifest = Manifest.from_json(said)
        sums = {name: str(said["files"][name]["sha256"]) for name in LOADED}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtifactError(path / MANIFEST, f"it is incomplete ({error}).") from error
    if manifest.layout != landmarks.FINGERPRINT:
        raise ArtifactError(
            path / MANIFEST,
            f"made for the landmarks {manifest.layout}, this code has {landmarks.FINGERPRINT}.",
        )
    if manifest.features_version != features.VERSION:
        raise ArtifactError(
            path / MANIFEST,
            f"made for features {manifest.features_version}, this code has {features.VERSION}.",
        )
    data = {name: _read_checked(path / name, sums[name]) for name in LOADED}
    try:
        unpacking = PROTOTYPES
        prototypes = packing.unpack_prototypes(data[PROTOTYPES], manifest.embedding_size)
        unpacking = TEMPLATES
        templates = packing.unpack_templates(data[TEMPLATES])
    except ValueError as error:
        raise ArtifactError(path / unpacking, f"{error}.") from error
    return Artifact(
        path=path,
        release=f"{manifest.name}-{manifest.version}-{digest[:8]}",
        manifest=manifest,
        encoder=data[ENCODER],
        prototypes=prototypes,
        templates=templates,
    )


def _read_manifest(path: Path) -> tuple[dict[str, Any], str]:
    data = _read_bounded(path / MANIFEST, MAX_MANIFEST)
    digest = hashlib.sha256(data).hexdigest()
    said_digest = _read_bounded(path / CHECKSUM, 200).split()
    if said_digest[:1] != [digest.encode()]:
        raise ArtifactError(path / MANIFEST, f"its SHA-256 is not the one in {CHECKSUM}.")
    try:
        said = json.loads(data)
        known = said["format"] == FORMAT
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArtifactError(path / MANIFEST, f"it is no manifest ({error}).") from error
    if not known:
        raise ArtifactError(path / MANIFEST, f"its format is not {FORMAT}, the one read here.")
    return said, digest


def _read_bounded(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ArtifactError(path, f"it cannot be read ({error.strerror}).") from error
    if len(data) > limit:
        raise ArtifactError(path, f"it is larger than {limit:,} bytes.")
    return data


def _read_checked(path: Path, digest: str) -> bytes:
    data = _read_bounded(path, MAX_FILE)
    if hashlib.sha256(data).hexdigest() != digest:
        raise ArtifactError(path, "it was altered or cut short: its SHA-256 is not the manifest's.")
    return data


# --- writing ----------------------------------------------------------------------------------


def write_release(
    parent: Path,
    *,
    manifest: Manifest,
    encoder: bytes,
    prototypes: PrototypeBook,
    templates: Mapping[SignKey, Template],
    extra: Mapping[str, bytes],
) -> Path:
    """Write a release below `parent` and return its directory, named by its content.

    `extra` holds what nothing loads: the model card, pictures. The directory appears whole or not
    at all: it is written beside its place and moved there when complete.
    """
    files = {
        ENCODER: encoder,
        PROTOTYPES: packing.pack_prototypes(prototypes),
        TEMPLATES: packing.pack_templates(templates),
        **extra,
    }
    said = {"format": FORMAT, **manifest.to_json(), "files": {k: _sum(v) for k, v in files.items()}}
    text = (json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
    digest = hashlib.sha256(text).hexdigest()
    files |= {MANIFEST: text, CHECKSUM: f"{digest}  {MANIFEST}\n".encode()}
    place = parent / f"{manifest.name}-{manifest.version}-{digest[:8]}"
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent, prefix=".writing-") as beside:
        whole = Path(beside) / "release"
        whole.mkdir()
        for name, data in files.items():
            (whole / name).write_bytes(data)
        if place.exists():  # the same content under the same name
            shutil.rmtree(place)
        whole.rename(place)
    return place


def make_current(release: Path) -> None:
    """Let `current`, beside the release, name it; a reader sees the old name or the new one."""
    beside = release.parent / ".current.new"
    beside.write_text(release.name + "\n", encoding="utf-8")
    beside.replace(release.parent / "current")


def _sum(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
