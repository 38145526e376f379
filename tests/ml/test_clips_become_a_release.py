"""From clips to a release by the command line alone: train, measure, export, evaluate."""

import json
from pathlib import Path

import pytest

from ml import __main__ as command_line
from ml import artifact
from ml.clips import write_clips
from ml.predictor import Predictor
from tests.ml.people import GLOSSES, people

pytestmark = [pytest.mark.training, pytest.mark.slow]

TAUGHT, OTHERS = GLOSSES[:4], GLOSSES[4:]
SIGNERS = ("ann", "bob", "cho", "dee")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def clips(folder: Path) -> Path:
    write_clips(folder / "school.npz", people(SIGNERS, TAUGHT, takes=2))
    write_clips(folder / "more.npz", people(["eve", "fay"], OTHERS, takes=2))
    return folder / "school.npz"


@pytest.fixture(scope="module")
def run(folder: Path, clips: Path) -> Path:
    """A run of a few steps: a smoke test of the way, not of what it teaches."""
    asked = ["train", f"vsl={clips}", f"asl={folder / 'more.npz'}", "--out", str(folder / "run")]
    asked += ["--steps", "3", "--batch", "8", "--measure", str(clips), "--folds", "2"]
    assert command_line.main([*asked, "--json", str(folder / "train.json")]) == 0
    return folder / "run"


def test_training_leaves_its_pictures_and_its_figures(folder: Path, run: Path) -> None:
    for picture in ("curves.png", "confusion.png"):
        assert (run / picture).read_bytes().startswith(b"\x89PNG")
    said = json.loads((folder / "train.json").read_text())
    assert said["parameters"] < 1_000_000
    assert [len(report["results"]) for report in said["reports"]] == [4, 4]
    for report in said["reports"]:
        assert all(row["clips"] == 32 for row in report["results"])


def test_the_release_answers_as_the_network_does(folder: Path, clips: Path, run: Path) -> None:
    signs = [{"gloss": gloss} for gloss in TAUGHT]
    (folder / "vsl.json").write_text(json.dumps({"language": "vsl", "signs": signs}))
    asked = ["export", str(run), f"vsl={clips}", f"asl={folder / 'more.npz'}"]
    asked += ["--course", str(folder / "vsl.json"), "--out", str(folder / "releases"), "--current"]
    assert command_line.main([*asked, "--json", str(folder / "export.json")]) == 0
    said = json.loads((folder / "export.json").read_text())
    loaded = artifact.load(said["directory"])
    assert len(loaded.prototypes) == len(TAUGHT)
    assert (folder / "releases" / "current").read_text().strip() == loaded.release
    assert said["bytes"] < 12e6
    write_clips(folder / "new.npz", people(["gus", "hal"]))
    asked = ["evaluate", "--artifact", said["directory"], "--queries", str(folder / "new.npz")]
    assert command_line.main([*asked, "--language", "vsl", "--k", "all"]) == 0
    predictor = Predictor(loaded)
    from ml.export import load_keras
    from ml.train import embedder

    some = people(["gus"])
    ours = embedder(load_keras(run / "all" / "encoder.keras"), mirror_average=True)(some)
    assert predictor.embed_clips(some) == pytest.approx(ours, abs=1e-4)


def test_without_other_signs_nothing_is_measured(
    folder: Path, clips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["train", f"vsl={clips}", "--out", str(folder / "alone"), "--measure", str(clips)]
    assert command_line.main([*asked, "--folds", "2"]) == 1
    assert "hold no sign that school.npz lacks" in capsys.readouterr().err


def test_without_people_to_measure_on_there_is_no_release(
    folder: Path, clips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["train", f"vsl={clips}", "--out", str(folder / "bare"), "--steps", "2", "--batch", "8"]
    assert command_line.main(asked) == 0
    (folder / "none.json").write_text('{"language": "vsl", "signs": []}')
    asked = ["export", str(folder / "bare"), f"vsl={clips}", "--course", str(folder / "none.json")]
    assert command_line.main([*asked, "--out", str(folder / "none")]) == 1
    assert "train with --measure" in capsys.readouterr().err
