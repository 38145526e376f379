"""Every environment is pinned with hashes, from nowhere in particular, and holds what it should."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
HEAVY = {"tensorflow", "tensorflow-cpu", "keras", "torch", "jax", "mediapipe"}


def pins(name: str) -> dict[str, str]:
    """Return package → version of requirements/`name`.txt; of two for two Pythons, the last."""
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["base", "dev", "train", "extract"])
def test_every_package_has_a_hash_and_no_address(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^[a-z0-9-]+==.*?(?=^[a-z#]|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) >= len(pins(name)) > 20
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert not re.search(r"^(-i|--index-url|--extra-index-url|--find-links)", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["base", "dev", "train", "extract"])
def test_what_we_asked_for_is_what_we_pinned(name: str) -> None:
    asked = re.findall(
        r"^([A-Za-z][\w-]*)", (REQUIREMENTS / f"{name}.in").read_text("utf-8"), re.MULTILINE
    )
    assert {package.lower().replace("_", "-") for package in asked} <= set(pins(name))


def test_the_web_carries_no_training_library() -> None:
    assert HEAVY.isdisjoint(pins("base"))
    assert HEAVY.isdisjoint(pins("dev"))


def test_tests_run_on_what_is_served() -> None:
    base, dev = pins("base"), pins("dev")
    assert {name: dev[name] for name in base.keys() & dev.keys()} == {
        name: base[name] for name in base.keys() & dev.keys()
    }
    assert pins("train")["numpy"] == base["numpy"]
    assert pins("train")["onnxruntime"] == base["onnxruntime"]


def test_redis_is_one_that_keeps_idle_sockets() -> None:
    assert int(pins("base")["redis"].partition(".")[0]) < 8
