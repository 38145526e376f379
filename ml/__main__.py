"""`python -m ml`: train, evaluate, export, extract, inspect."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

CLIPS = "a clip set and its sign language; a FILE alone is vsl"

# Only the parser lives here, so that --help answers at once; each command imports what it needs.


def k_takes(text: str) -> int | None:
    """A number of takes, or "all" (None)."""
    if text == "all":
        return None
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("takes are counted from 1, or all")
    return number


def lesson_size(text: str) -> int:
    """A lesson holds two signs at least."""
    number = int(text)
    if number < 2:
        raise argparse.ArgumentTypeError("a lesson holds two signs at least")
    return number


def frame_rate(text: str) -> float:
    """Frames a second, above 0."""
    number = float(text)
    if not 0 < number < 1000:
        raise argparse.ArgumentTypeError("frames a second, above 0")
    return number


def language_clips(text: str) -> tuple[str, Path]:
    """LANGUAGE=FILE, as asl=takes.npz; a file alone is of Vietnamese Sign Language."""
    language, equals, path = text.partition("=")
    if not equals:
        return "vsl", Path(text)
    if not language.isalnum() or not path:
        raise argparse.ArgumentTypeError("write LANGUAGE=FILE, as asl=takes.npz")
    return language.lower(), Path(path)


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="python -m ml",
        description="From landmarks to a sign: make the recogniser, and see how good it is.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_add_train, _add_evaluate, _add_export, _add_extract, _add_inspect):
        command = add(commands.add_parser)
        command.add_argument("--json", metavar="F", help="write the report there too; - prints it")
    return parser


Add = Callable[..., argparse.ArgumentParser]


def _add_train(add: Add) -> argparse.ArgumentParser:
    command = add(
        "train",
        help="clips → an encoder (needs the training environment: make train)",
        description="Train an encoder. Killed and started again, it goes on where it was.",
    )
    command.add_argument(
        "clips", nargs="+", type=language_clips, metavar="LANGUAGE=FILE", help=CLIPS
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the run's folder")
    command.add_argument(
        "--share", nargs="+", type=float, help="of a batch, a number for each file"
    )
    command.add_argument("--strength", nargs="+", type=float, help="of augmentation, likewise")
    command.add_argument("--steps", type=int, help="batches to learn from")
    command.add_argument("--batch", type=int, help="clips in a batch")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--leave-out", nargs="+", default=(), metavar="SIGNER")
    command.add_argument(
        "--measure",
        type=Path,
        metavar="FILE",
        help="one of the clip sets: also train without some of its signers, and without its signs, "
        "to measure the recipe on people and signs it never saw, and to choose the thresholds",
    )
    command.add_argument("--folds", type=int, default=5, help="groups of signers (default 5)")
    command.add_argument("--no-mirror", action="store_true", help="embed without the mirror image")
    return command


def _add_evaluate(add: Add) -> argparse.ArgumentParser:
    command = add(
        "evaluate",
        help="how well a release recognises people",
        description="Make prototypes of the gallery's clips and recognise the queries by them.",
    )
    command.add_argument(
        "--artifact", type=Path, metavar="DIR", help="default: the current release"
    )
    command.add_argument(
        "--gallery", nargs="+", type=Path, metavar="A.npz", help="default: its own prototypes"
    )
    command.add_argument("--queries", nargs="+", type=Path, required=True, metavar="B.npz")
    command.add_argument(
        "--k", nargs="+", type=k_takes, default=(1, 3, 5, None), help="takes a sign, or all"
    )
    command.add_argument(
        "--lesson", nargs="+", type=lesson_size, default=(3, 6), help="signs in a lesson"
    )
    command.add_argument(
        "--fps", nargs="+", type=frame_rate, default=(None,), help="slow the queries down to this"
    )
    command.add_argument("--same-signers", action="store_true", help="allow a signer on both sides")
    command.add_argument(
        "--language", default="asl", help="of the release's prototypes, without a gallery"
    )
    command.add_argument("--seed", type=int, default=0)
    return command


def _add_export(add: Add) -> argparse.ArgumentParser:
    command = add(
        "export",
        help="an encoder → a release (needs the training environment)",
        description="Write a release: encoder, prototypes, templates, manifest, model card.",
    )
    command.add_argument("run", type=Path, help="the folder that train wrote")
    command.add_argument(
        "clips", nargs="+", type=language_clips, metavar="LANGUAGE=FILE", help=CLIPS
    )
    command.add_argument("--course", nargs="+", type=Path, required=True, metavar="FILE")
    command.add_argument("--name", default="signlingo")
    command.add_argument("--version", default="1")
    command.add_argument("--created", metavar="DATE", help="as 2026-11-24; default: today")
    command.add_argument("--out", type=Path, metavar="DIR", help="default: ml/artifacts")
    command.add_argument(
        "--leave-out", nargs="+", default=(), metavar="SIGNER", help="no prototypes from these"
    )
    command.add_argument("--no-mirror", action="store_true", help="embed without the mirror image")
    command.add_argument("--current", action="store_true", help="let it be the current release")
    return command


def _add_extract(add: Add) -> argparse.ArgumentParser:
    command = add(
        "extract",
        help="videos → clips (needs the environment of make extract)",
        description="Find the landmarks in videos, with MediaPipe, and write them as a clip set.",
    )
    command.add_argument("videos", nargs="+", type=Path, metavar="VIDEO")
    command.add_argument("--out", type=Path, required=True, metavar="clips.npz")
    command.add_argument("--gloss", default="", help="of all of them; default: the file's name")
    command.add_argument("--signer", default="", help="of all of them")
    command.add_argument("--source", default="", help="where they are from")
    command.add_argument("--labels", type=Path, help="a CSV with the columns video, gloss, signer")
    return command


def _add_inspect(add: Add) -> argparse.ArgumentParser:
    command = add(
        "inspect",
        help="what is doubtful in clip sets",
        description="A sentence for each clip that training or a lesson would trip over.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="clips.npz")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did what was asked, 1 when not, 2 for a wrong question."""
    asked = build_parser().parse_args(arguments)
    from ml import commands

    return commands.run(asked)


if __name__ == "__main__":
    sys.exit(main())
