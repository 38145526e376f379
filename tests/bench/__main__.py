"""Measures what the practice costs, each figure beside its naive peer: `make bench`.

Prints a table and writes it to var/bench/latest.json.
"""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from ml.artifact import ArtifactError, load
from tests.bench import learners, windows, wire
from tests.bench.table import Row, lines


def main() -> int:
    """Return 1 when a bar was missed, so that a script notices."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=("wire", "windows", "learners"), action="append")
    parser.add_argument("--learners", type=int, nargs="+", default=[50, 200, 300])
    options = parser.parse_args()
    parts = options.only or ["wire", "windows", "learners"]
    try:
        release = load().release
    except ArtifactError as error:
        print(error, file=sys.stderr)
        return 1
    rows: list[Row] = []
    if "wire" in parts:
        rows += wire.measure()
    if "windows" in parts:
        rows += windows.measure()
    if "learners" in parts:
        peers = {row.what: row.peer for row in rows}
        read, predict = peers.get(wire.READING), peers.get(windows.ONE)
        naive = learners.naive_cost(read / 1e6, predict / 1e6) if read and predict else None
        rows += learners.measure(options.learners, naive)
    print("\n".join(lines(rows)))
    place = Path(os.environ.get("DATA_DIR", "var")) / "bench" / "latest.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    said = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "release": release,
        "machine": machine,
        "rows": [asdict(row) | {"ratio": row.ratio} for row in rows],
    }
    place.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Written to {place}.")
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
