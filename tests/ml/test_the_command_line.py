"""`python -m ml`: help at once, reports as agreed, and trouble in one sentence."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ml import __main__ as command_line
from ml.clips import write_clips
from tests.ml.people import nobody, people

COMMANDS = ("train", "evaluate", "export", "extract", "inspect")


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    write_clips(tmp_path / "gallery.npz", people(["ann", "bob", "cho"]))
    return tmp_path / "gallery.npz"


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    write_clips(tmp_path / "queries.npz", [*people(["dee", "eve"]), nobody()])
    return tmp_path / "queries.npz"


def test_help_answers_at_once_and_names_every_command() -> None:
    # Its own processor time: the machine may be busy with others.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(
        [sys.executable, "-m", "ml", "--help"], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 1
    assert all(command in told.stdout for command in COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, ml.__main__ as m; m.build_parser(); print('numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main([command, "--help"])
    assert stopped.value.code == 0
    assert "--json" in capsys.readouterr().out


def test_evaluate_writes_a_result_for_each_k_and_rate(
    release: Path, gallery: Path, queries: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    asked = ["--artifact", release, "--gallery", gallery, "--queries", queries, "--json", report]
    asked += ["--k", "1", "all", "--lesson", "3", "--fps", "12", "8"]
    assert command_line.main(["evaluate", *map(str, asked)]) == 0
    said = json.loads(report.read_text())
    rows = said["results"]
    assert [(row["k"], row["fps"]) for row in rows] == [(1, 12), ("all", 12), (1, 8), ("all", 8)]
    assert all("lesson_3_ci" in row and "lesson_6" not in row for row in rows)
    assert rows[0]["refused"] == 1
    assert said["refused"][0] == {
        "among": "queries", "clip": "idle/0", "reason": "no_hands", "fps": 12
    }  # fmt: skip
    assert "top1" in capsys.readouterr().out


def test_evaluate_uses_the_releases_own_prototypes(
    release: Path, queries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evaluate", "--artifact", str(release), "--queries", str(queries), "--json", "-"]
    assert command_line.main([*asked, "--language", "VSL", "--k", "all"]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["glosses"] == 5
    assert command_line.main([*asked, "--language", "bsl"]) == 1
    assert "bsl" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--artifact", "nowhere"], "make train"),
        (["--queries", "nowhere.npz"], "nowhere.npz"),
        (["--gallery", "nowhere.npz"], "nowhere.npz"),
    ],
)
def test_trouble_is_one_sentence(
    release: Path,
    gallery: Path,
    change: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["--artifact", str(release), "--gallery", str(gallery), "--queries", str(gallery)]
    assert command_line.main(["evaluate", *asked, *change]) == 1
    [line] = capsys.readouterr().err.strip().splitlines()
    assert sentence in line


def test_shared_signers_are_refused(
    release: Path, gallery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evaluate", "--artifact", str(release)]
    asked += ["--gallery", str(gallery), "--queries", str(gallery)]
    assert command_line.main(asked) == 1
    assert "ann, bob, cho" in capsys.readouterr().err
    assert command_line.main([*asked, "--same-signers", "--k", "1"]) == 0


@pytest.mark.parametrize(
    "wrong", [["--k", "0"], ["--k", "some"], ["--lesson", "1"], ["--fps", "0"]]
)
def test_a_wrong_question_is_asked_again(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["evaluate", "--queries", "q.npz", *wrong])
    assert stopped.value.code == 2


def test_inspect_goes_on_after_a_file_that_cannot_be_read(
    gallery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.npz").write_bytes(b"no zip")
    np.savez(tmp_path / "foreign.npz", a=np.zeros(3))
    files = [str(tmp_path / name) for name in ("broken.npz", "foreign.npz", "gallery.npz")]
    assert command_line.main(["inspect", *files, "--json", "-"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["clips"], len(said["unread"])) == (18, 2)
    assert command_line.main(["inspect", str(gallery)]) == 0


def test_what_is_missing_is_named_with_its_remedy(
    gallery: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.delitem(sys.modules, "ml.making", raising=False)
    for module in ("ml.export", "ml.train", "ml.folds", "ml.encoder"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    assert command_line.main(["train", f"vsl={gallery}", "--out", str(tmp_path)]) == 1
    assert "make train" in capsys.readouterr().err
