"""Rows of measurements, each beside its naive peer, and how a thing is timed."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours beside the same of the naive way; `bar` is what it must reach."""

    what: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    bar: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the naive way costs."""
        return self.peer / self.ours if self.peer and self.ours else None


def seconds_each(work: Callable[[], object], *, at_least: float = 0.3, rounds: int = 3) -> float:
    """CPU seconds of this process for one call; the best of a few rounds, for others work too."""
    work()
    count, best = 1, float("inf")
    while True:
        spent = _cpu(work, count)
        if spent >= at_least / 10:
            break
        count *= 4
    count = max(1, int(count * at_least / max(spent, 1e-9)))
    for _ in range(rounds):
        best = min(best, _cpu(work, count) / count)
    return best


def _cpu(work: Callable[[], object], count: int) -> float:
    began = time.process_time()
    for _ in range(count):
        work()
    return time.process_time() - began


def lines(rows: Iterable[Row]) -> Iterable[str]:
    """The rows as a table for a person."""
    yield f"{'':34} {'ours':>12} {'naive':>12} {'':>7}  "
    for row in rows:
        peer = "" if row.peer is None else f"{row.peer:,.1f}"
        ratio = "" if row.ratio is None else f"{row.ratio:,.0f}×"
        mark = {None: "", True: "✓", False: "✗"}[row.met]
        note = "; ".join(filter(None, (row.unit, row.peer_name, f"{row.bar} {mark}".strip())))
        yield f"{row.what:34} {row.ours:>12,.1f} {peer:>12} {ratio:>7}  {note}"
