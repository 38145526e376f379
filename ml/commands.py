"""The commands that look: evaluate, extract and inspect; and how any of them runs and reports."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ml.clips import ClipError, ClipSet, read_clips

Report = dict[str, Any]  # what --json writes; "failed" in it makes the exit status 1
Say = Callable[[str], None]


class CommandError(RuntimeError):
    """A command cannot do what was asked; the text says why, and what would help."""


def run(asked: argparse.Namespace) -> int:
    """Run the command that was asked for; trouble is one sentence on the standard error."""
    alone = asked.json == "-"  # the report is all that may be printed
    try:
        report = _command(asked.command)(asked, (lambda _: None) if alone else print)
    except ModuleNotFoundError as error:
        print(
            f"{asked.command}: {error.name} is missing here: make train brings it", file=sys.stderr
        )
        return 1
    except (RuntimeError, ValueError, OSError) as error:
        print(f"{asked.command}: {error}", file=sys.stderr)
        return 1
    if asked.json:
        text = json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        if alone:
            sys.stdout.write(text)
        else:
            Path(asked.json).write_text(text, encoding="utf-8")
    return 1 if report.get("failed") else 0


def _command(name: str) -> Callable[[argparse.Namespace, Say], Report]:
    if name in ("train", "export"):
        from ml import making

        return making.run_train if name == "train" else making.run_export
    return {"evaluate": run_evaluate, "extract": run_extract, "inspect": run_inspect}[name]


def run_evaluate(asked: argparse.Namespace, say: Say) -> Report:
    """Recognise the queries, once for each k and frame rate."""
    from ml import evaluate, gallery
    from ml.metrics import DEFINITIONS
    from ml.predictor import Predictor

    predictor = Predictor(asked.artifact)
    queries = _read_all(asked.queries)
    if asked.gallery:
        clips = _read_all(asked.gallery)
        with counter("gallery", len(clips)) as done:
            held = gallery.embed_clips(predictor.embed_clips, clips, done=done)
    else:
        book = predictor.artifact.prototypes.language(asked.language.lower())
        if not len(book):
            raise CommandError(f"the release has no prototypes of {asked.language!r}")
        held = gallery.from_book(book)
    warnings = _known_signers(predictor.artifact.manifest.training, queries)
    for warning in warnings:
        say(warning)
    with counter("queries", len(queries) * len(asked.fps)) as done:
        results = evaluate.evaluate(
            embed=predictor.embed_clips,
            gallery=held,
            queries=queries,
            ks=asked.k,
            lessons=asked.lesson,
            fps=asked.fps,
            temperature=predictor.artifact.thresholds.temperature,
            seed=asked.seed,
            same_signers=asked.same_signers,
            done=done,
        )
    refused: list[Report] = [
        {"among": "gallery", "clip": r.clip, "reason": r.reason} for r in held.refused
    ]
    for fps, refusals in {result.fps: result.refusals for result in results}.items():
        refused += [
            {"among": "queries", "clip": r.clip, "reason": r.reason} | ({"fps": fps} if fps else {})
            for r in refusals
        ]
    if refused:
        why = ", ".join(f"{n} × {r}" for r, n in Counter(r["reason"] for r in refused).items())
        say(f"No sign can be read from {len(refused)} clips, which count as errors: {why}")
    rows = [result.to_json() for result in results]
    say("\n".join(evaluate.table(results)))
    return {
        "release": predictor.artifact.release,
        "device": predictor.device,
        "gallery": [str(path) for path in asked.gallery or ()]
        or f"own {asked.language} prototypes",
        "queries": [str(path) for path in asked.queries],
        "seed": asked.seed,
        "definitions": dict(DEFINITIONS),
        "warnings": warnings,
        "refused": refused,
        "results": rows,
    }


def run_extract(asked: argparse.Namespace, say: Say) -> Report:
    """Turn videos into a clip set."""
    from ml.extract import extract

    reports = []
    with counter("videos", len(asked.videos)) as done:
        for said in extract(
            asked.videos,
            asked.out,
            gloss=asked.gloss,
            signer=asked.signer,
            source=asked.source,
            labels=asked.labels,
        ):
            reports.append(said)
            done(1)
            say(
                f"{said['video']}: {said['error']}"
                if "error" in said
                else f"{said['video']}: {said['frames']} frames, {said['fps']:g} a second, "
                f"a hand in {said['hands']:.0%}"
            )
    failed = sum("error" in said for said in reports)
    if failed < len(reports):
        say(f"{len(reports) - failed} clips are in {asked.out}")
    return {"out": str(asked.out), "videos": reports, "failed": failed}


def run_inspect(asked: argparse.Namespace, say: Say) -> Report:
    """Say what is doubtful in clip sets, one after another; one that cannot be read is said too."""
    from ml.inspection import inspect

    findings = []
    unread: list[str] = []
    count = 0
    for path in asked.files:
        try:
            clips = read_clips(path)
        except ClipError as error:
            say(str(error))
            unread.append(str(error))
            continue
        count += len(clips)
        for finding in inspect(path, clips):
            say(str(finding))
            findings.append(finding.to_json())
    kinds = Counter(str(finding["kind"]) for finding in findings)
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common()) or "none"
    say(f"{count} clips, doubts: {told}")
    return {
        "clips": count,
        "kinds": dict(kinds),
        "findings": findings,
        "unread": unread,
        "failed": len(unread),
    }


# --- what they share --------------------------------------------------------------------------


def _read_all(paths: Sequence[Path]) -> ClipSet:
    return ClipSet(tuple(clip for path in paths for clip in read_clips(path)))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _known_signers(training: Iterable[Mapping[str, Any]], queries: ClipSet) -> list[str]:
    """A warning where the encoder learned from people that it is put to."""
    learned = {str(signer) for entry in training for signer in entry.get("signers", ())}
    shared = sorted(learned & set(queries.signers.tolist()))
    if not shared:
        return []
    named = ", ".join(shared[:5]) + (", …" if len(shared) > 5 else "")
    what = f"The encoder learned from {len(shared)} of these signers ({named})"
    return [f"{what}: the figures say nothing of new people."]


@contextmanager
def counter(what: str, total: int) -> Iterator[Callable[[int], object]]:
    """A progress bar on the standard error, where that is a terminal and tqdm is installed."""
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        yield lambda _: None
        return
    with tqdm(total=total, desc=what, disable=None) as shown:
        yield shown.update
