"""Every message of live practice, both ways, with its limits: the one place that knows the wire.

Control messages are JSON text, landmark frames are binary; `static/js/practice/protocol.js` is the
twin of this file, and the golden bytes in `tests/wire/` pin both. Nothing here keeps state, and no
input raises anything but `ProtocolError`.
"""

import json
import re
import struct
from dataclasses import asdict, dataclass
from operator import lt
from typing import Any, ClassVar, Literal
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from ml import landmarks

PROTOCOL = 1
SOCKET = "/ws/practice/"
TEXT_LIMIT = 1_024  # bytes of UTF-8
BINARY_LIMIT = 4_096  # bytes; sixteen frames take 3,596
MESSAGES_PER_SECOND = 40.0  # sustained, for one socket
MESSAGE_BURST = 80.0  # what a stalled network may deliver at once

POINTS = landmarks.COUNT
FRAMES_PER_MESSAGE = 16
SCALE = 8_192  # steps per picture width or height: 0.08 of a pixel at 640
MISSING = -32_768
MAGIC = 0x4C53  # "SL"
FLUSH = 0b1
ASPECT_LIMITS = (0.2, 5.0)  # width / height of a picture that a camera can give

_HEADER = struct.Struct("<HBBBBHI")
_FRAME = np.dtype([("time", "<u4"), ("xy", "<i2", (POINTS, 2))])
FRAME_BYTES = _FRAME.itemsize
# Every int16's coordinate, negative ones in the upper half: looking up is quicker than computing.
_COORDINATES = (np.arange(1 << 16).astype(np.int16) / SCALE).astype(np.float32)
_COORDINATES[np.uint16(MISSING & 0xFFFF)] = np.nan

CLOSE_BAD_MESSAGE = 4400
CLOSE_SIGNED_OUT = 4401
CLOSE_NOT_ALLOWED = 4403
CLOSE_RELOAD = 4409
CLOSE_TOO_FAST = 4429

Outcome = Literal["correct", "almost", "another", "unseen"]
Reason = Literal["dark", "near", "far", "hands", "shoulders", "short", "busy"]
State = Literal["waiting", "signing", "judging"]

_SIGN = re.compile(r"(vsl|asl)/[A-Z0-9][A-Z0-9_-]{0,47}")
_LAYOUT = re.compile(r"[0-9a-f]{16}")


class ProtocolError(ValueError):
    """A message that is not one of ours; `code` is a short word for the log and the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message: which protocol and which layout of points the page speaks."""

    type: ClassVar[str] = "hello"
    protocol: int
    layout: str


@dataclass(frozen=True, slots=True)
class Practise:
    """The sign to practise next, and the id under which its attempt will be stored."""

    type: ClassVar[str] = "practise"
    sign: str
    attempt: UUID


ClientMessage = Hello | Practise


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Some consecutive instants of one camera.

    times: (n,) whole milliseconds since the stream's start. xy: (n, 55, 2) float32 in picture
    widths and heights, NaN where a point is missing. aspect: the picture's width / height.
    light: its mean luminance, 0 to 255. flush: the camera stops here, so a sign under way is none.
    """

    seq: int
    times: NDArray[np.int64]
    xy: NDArray[np.float32]
    aspect: float
    light: int
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answer to hello: the release that will judge."""

    type: ClassVar[str] = "welcome"
    protocol: int
    release: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to practise: from now on frames count for this attempt."""

    type: ClassVar[str] = "ready"
    sign: str
    attempt: UUID


@dataclass(frozen=True, slots=True)
class Seen:
    """Which parts of the person the last frames showed."""

    shoulders: bool
    left_hand: bool
    right_hand: bool


@dataclass(frozen=True, slots=True)
class Watching:
    """What the server makes of the stream before there is a verdict."""

    type: ClassVar[str] = "watching"
    attempt: UUID
    state: State
    seen: Seen
    closest: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceSeen:
    """How much the judge knew of the sign: takes, people, and the level that follows."""

    takes: int
    signers: int
    level: str


@dataclass(frozen=True, slots=True)
class VerdictMessage:
    """The judgement of one attempt, sent once it is stored; `unseen` is never stored."""

    type: ClassVar[str] = "verdict"
    attempt: UUID
    outcome: Outcome
    reason: Reason | None
    closest: str | None
    similarity: float | None
    margin: float | None
    evidence: EvidenceSeen
    stored: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the page must react to, with a sentence in the person's language."""

    type: ClassVar[str] = "problem"
    code: str
    text: str


ServerMessage = Welcome | Ready | Watching | VerdictMessage | Problem


def parse_text(text: str) -> ClientMessage:
    """A control message of the page. Raises `ProtocolError` for anything else."""
    if len(text) > TEXT_LIMIT or len(text.encode("utf-8", "surrogatepass")) > TEXT_LIMIT:
        raise ProtocolError("too_large")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ProtocolError("not_json") from None
    if not isinstance(value, dict):
        raise ProtocolError("not_an_object")
    kind = value.pop("type", None)
    if kind == Hello.type and value.keys() == {"protocol", "layout"}:
        if type(value["protocol"]) is not int:
            raise ProtocolError("bad_protocol")
        return Hello(value["protocol"], _text(value["layout"], _LAYOUT, "bad_layout"))
    if kind == Practise.type and value.keys() == {"sign", "attempt"}:
        return Practise(_text(value["sign"], _SIGN, "bad_sign"), _uuid4(value["attempt"]))
    raise ProtocolError("unknown_message")


def parse_frames(data: bytes, *, after_seq: int = -1, after_time: int = -1) -> Frames:
    """The frames of one binary message, which must follow `after_seq` and `after_time` (ms).

    Coordinates are finite by construction. Raises `ProtocolError` for wrong size, mark, version,
    order, picture shape, or a point of which only one half is missing.
    """
    if len(data) > BINARY_LIMIT:
        raise ProtocolError("too_large")
    if len(data) < _HEADER.size:
        raise ProtocolError("bad_length")
    magic, version, flags, count, light, aspect_thousandths, seq = _HEADER.unpack_from(data)
    if magic != MAGIC or version != PROTOCOL or flags & ~FLUSH:
        raise ProtocolError("bad_header")
    if not 1 <= count <= FRAMES_PER_MESSAGE:
        raise ProtocolError("bad_count")
    if len(data) != _HEADER.size + count * FRAME_BYTES:
        raise ProtocolError("bad_length")
    aspect = aspect_thousandths / 1_000
    if not ASPECT_LIMITS[0] <= aspect <= ASPECT_LIMITS[1]:
        raise ProtocolError("bad_aspect")
    table = np.frombuffer(data, _FRAME, count, _HEADER.size)
    times: list[int] = table["time"].tolist()
    if seq <= after_seq or not all(map(lt, [after_time, *times], times)):
        raise ProtocolError("bad_order")
    xy = to_coordinates(table["xy"])
    missing = np.isnan(xy)
    if (missing[..., 0] != missing[..., 1]).any():
        raise ProtocolError("bad_point")
    return Frames(seq, np.array(times), xy, aspect, light, bool(flags & FLUSH))


def encode_frames(frames: Frames) -> bytes:
    """The bytes of a binary message; what is missing or not finite is sent as missing."""
    count = len(frames.times)
    if not 1 <= count <= FRAMES_PER_MESSAGE:
        raise ProtocolError("bad_count")
    table = np.zeros(count, _FRAME)
    table["time"] = frames.times
    table["xy"] = to_steps(frames.xy)
    header = _HEADER.pack(
        MAGIC,
        PROTOCOL,
        FLUSH if frames.flush else 0,
        count,
        frames.light,
        round(frames.aspect * 1_000),
        frames.seq,
    )
    return header + table.tobytes()


def to_steps(xy: NDArray[np.float32]) -> NDArray[np.int16]:
    """Coordinates (…, 2) as the wire's int16; a point of which one half is missing is missing."""
    present = np.isfinite(xy).all(axis=-1, keepdims=True)
    steps = np.rint(np.where(present, xy, 0.0).astype(np.float64) * SCALE)
    return np.where(present, steps.clip(-32_767, 32_767), MISSING).astype(np.int16)


def to_coordinates(steps: NDArray[np.int16]) -> NDArray[np.float32]:
    """The wire's int16 (…, 2) as coordinates, NaN where missing."""
    return _COORDINATES[steps.astype("<i2").view(np.uint16)]


def encode(message: ClientMessage | ServerMessage) -> str:
    """The JSON text of a control message: `type` first, no spaces, never NaN."""
    return json.dumps(
        {"type": message.type, **asdict(message)},
        default=str,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)  # json accepts NaN and Infinity; we do not


def _text(value: object, pattern: re.Pattern[str], code: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ProtocolError(code)
    return value


def _uuid4(value: object) -> UUID:
    if not isinstance(value, str) or len(value) != 36:
        raise ProtocolError("bad_attempt")
    try:
        attempt = UUID(value)
    except ValueError:
        raise ProtocolError("bad_attempt") from None
    if attempt.version != 4 or str(attempt) != value:
        raise ProtocolError("bad_attempt")
    return attempt
