"""A crowd of learners as a process of its own: 30 frames a second each, and how soon verdicts come.

Reads a JSON object from stdin (see `learners.py`), prints one to stdout. Talks to 127.0.0.1 only.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from ml import landmarks
from ml.segment import Ended, Segmenter
from recognition import protocol
from recognition.protocol import Hello, Practise
from tests.recognition.replay import messages
from tests.streams import ASPECT, RISES, Path, Stream

FPS: Final = 30.0
FRAMES: Final = 5  # a message
PATHS: Final = (
    Path(seconds=1.2),
    Path(centre=(0.0, -0.4), radius=0.1, turns=3, seconds=1.0),
    Path(centre=(-0.3, 0.5), radius=0.25, turns=1, both=True, seconds=1.6),
    Path(centre=(-0.1, -0.1), radius=0.15, turns=2, seconds=1.4),
)
BETWEEN: Final = 4.0  # seconds of rest: the verdict is looked at, the next sign thought of
SECONDS_A_SIGN: Final = BETWEEN + 2 * RISES + sum(path.seconds for path in PATHS) / len(PATHS)


@dataclass(slots=True)
class Script:
    """What one kind of learner sends: messages, and which of them end a sign."""

    data: list[bytes]
    ends: set[int]


@dataclass(slots=True)
class Tally:
    """What happened, over all learners."""

    latencies: list[float] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    unanswered: int = 0
    closed: int = 0


def write_script(path: Path, seconds: float, seed: int) -> Script:
    """A learner's messages for so long, found to end signs as the server will find it."""
    stream = Stream(fps=FPS, seed=seed).idle(1.0)
    while stream.times[-1] < seconds:
        stream.sign(path).idle(BETWEEN)
    segmenter, data, ends = Segmenter(), [], set()
    for number, frames in enumerate(messages(stream)):
        data.append(protocol.encode_frames(frames))
        for when, xy in zip(frames.times / 1_000, frames.xy, strict=True):
            if any(isinstance(event, Ended) for event in segmenter.add(when, xy, ASPECT)):
                ends.add(number)
    return Script(data, ends)


async def learn(
    address: str,
    origin: str,
    headers: dict[str, str],
    sign: str,
    script: Script,
    *,
    until: float,
    counted_from: float,
    tally: Tally,
) -> None:
    """One learner: sends a message every five frames, asks for the next sign after each verdict."""
    async with connect(
        address, origin=Origin(origin), additional_headers=headers, compression=None
    ) as socket:
        await socket.send(protocol.encode(Hello(protocol.PROTOCOL, landmarks.FINGERPRINT)))
        await socket.recv()
        await _ask(socket, sign)
        ended: list[float] = []  # when the message went out that ended a sign not yet judged
        listener = asyncio.create_task(_listen(socket, sign, ended, tally, counted_from))
        began = time.perf_counter()
        for number in count():
            due = began + number * FRAMES / FPS
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            if now >= until or number >= len(script.data):
                break
            if now >= counted_from:
                tally.late.append(now - due)
            if number in script.ends:
                tally.unanswered += bool(ended and ended[-1] >= counted_from)
                ended[:] = [now]
            await socket.send(script.data[number])
        listener.cancel()
        tally.closed += socket.close_code is not None


async def _listen(
    socket: ClientConnection,
    sign: str,
    ended: list[float],
    tally: Tally,
    counted_from: float,
) -> None:
    async for text in socket:
        message: dict[str, Any] = json.loads(text)
        if message["type"] != "verdict":
            continue
        now = time.perf_counter()
        if ended and (sent := ended.pop()) >= counted_from:
            tally.latencies.append(now - sent)
            outcome = message["outcome"] + (f" {message['reason']}" if message["reason"] else "")
            tally.outcomes[outcome] = tally.outcomes.get(outcome, 0) + 1
        if message["stored"]:
            await _ask(socket, sign)


async def _ask(socket: ClientConnection, sign: str) -> None:
    await socket.send(protocol.encode(Practise(sign, uuid4())))


async def crowd(asked: dict[str, Any]) -> dict[str, Any]:
    """Let them all learn for a while; the first seconds, in which they arrive, do not count."""
    arrive, seconds = float(asked["arrive"]), float(asked["seconds"])
    scripts = [write_script(path, arrive + seconds + 5, i) for i, path in enumerate(PATHS)]
    tally = Tally()
    start = time.perf_counter()
    counted_from, until = start + arrive, start + arrive + seconds
    sessions: list[str] = asked["sessions"]

    async def one(number: int, session: str) -> None:
        # They come one after another, so that their signs spread over time as a school's would.
        await asyncio.sleep(0.9 * arrive * number / len(sessions))
        headers = {"Cookie": f"{asked['cookie']}={session}"}
        await learn(
            asked["address"],
            asked["origin"],
            headers,
            asked["signs"][number % len(asked["signs"])],
            scripts[number % len(scripts)],
            until=until,
            counted_from=counted_from,
            tally=tally,
        )

    cpu = time.process_time()
    ends = await asyncio.gather(
        *(one(i, s) for i, s in enumerate(sessions)), return_exceptions=True
    )
    failed = [repr(end) for end in ends if isinstance(end, BaseException)]
    return {
        "latencies": tally.latencies,
        "late": tally.late[:: max(1, len(tally.late) // 2_000)],
        "outcomes": tally.outcomes,
        "unanswered": tally.unanswered,
        "closed": tally.closed,
        "failed": failed[:5],
        "failed_count": len(failed),
        "cpu": time.process_time() - cpu,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(crowd(json.load(sys.stdin)))))
