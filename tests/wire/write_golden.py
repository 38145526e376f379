"""Writes the golden bytes of the wire with plain struct and json, apart from both implementations.

Run it only when the protocol changes on purpose: `python tests/wire/write_golden.py`, look at the
difference, and raise PROTOCOL on both sides.
"""

import base64
import json
import struct
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
POINTS = 55
ATTEMPT = "6f1c1f7e-3f0e-4d53-9a3c-2f6f0f7a9b11"
LAYOUT = "0123456789abcdef"


def header(
    count: int, *, flags: int = 0, light: int = 120, aspect: int = 1333, seq: int = 0, **other: int
) -> bytes:
    magic, version = other.get("magic", 0x4C53), other.get("version", 1)
    return struct.pack("<HBBBBHI", magic, version, flags, count, light, aspect, seq)


def step(value: float) -> int:
    return max(-32767, min(32767, round(value * 8192)))


def frame(time: int, points: list[list[float] | None]) -> bytes:
    pairs = [(-32768, -32768) if p is None else (step(p[0]), step(p[1])) for p in points]
    return struct.pack("<I", time) + b"".join(struct.pack("<hh", *pair) for pair in pairs)


def body(shift: float) -> list[list[float] | None]:
    """All 55 points in a fan; no coordinate lies half-way between two steps."""
    return [[round(0.2 + 0.011 * i + shift, 4), round(0.9 - 0.0137 * i, 4)] for i in range(POINTS)]


def without(points: list[list[float] | None], start: int, stop: int) -> list[list[float] | None]:
    return [None if start <= i < stop else p for i, p in enumerate(points)]


def frame_messages() -> list[dict[str, Any]]:
    outside = body(0.0)
    outside[0], outside[1], outside[2] = [-0.5, 1.25], [3.9, -3.9], [9.0, -9.0]
    return [
        {
            "name": "five frames as a camera gives them, the left hand lost in two",
            "file": "frames_five.bin",
            "seq": 7,
            "flush": False,
            "light": 131,
            "aspect": 1.333,
            "frames": [
                {
                    "time": 1000 + 33 * i,
                    "points": without(body(0.01 * i), 13, 33) if i in (2, 3) else body(0.01 * i),
                }
                for i in range(5)
            ],
        },
        {
            "name": "a single frame with nobody in it, flushed in the dark",
            "file": "frames_nobody.bin",
            "seq": 4294967295,
            "flush": True,
            "light": 0,
            "aspect": 0.75,
            "frames": [{"time": 4294967295, "points": [None] * POINTS}],
        },
        {
            "name": "points outside the picture, the farthest held at the edge of the number",
            "file": "frames_outside.bin",
            "seq": 0,
            "flush": False,
            "light": 255,
            "aspect": 1.778,
            "frames": [{"time": 0, "points": outside}],
        },
        {
            "name": "sixteen frames, the most a message may hold",
            "file": "frames_sixteen.bin",
            "seq": 1,
            "flush": False,
            "light": 90,
            "aspect": 1.333,
            "frames": [{"time": 40 * i, "points": body(0.003 * i)} for i in range(16)],
        },
    ]


def frame_bytes(message: dict[str, Any]) -> bytes:
    return header(
        len(message["frames"]),
        flags=int(message["flush"]),
        light=message["light"],
        aspect=round(message["aspect"] * 1000),
        seq=message["seq"],
    ) + b"".join(frame(f["time"], f["points"]) for f in message["frames"])


def text_messages() -> list[dict[str, Any]]:
    seen = {"shoulders": True, "left_hand": False, "right_hand": True}
    evidence = {"takes": 1, "signers": 1, "level": "example"}
    verdict = {"type": "verdict", "attempt": ATTEMPT}
    values: list[tuple[str, str, dict[str, Any]]] = [
        ("client", "hello", {"type": "hello", "protocol": 1, "layout": LAYOUT}),
        ("client", "practise", {"type": "practise", "sign": "vsl/MOM", "attempt": ATTEMPT}),
        (
            "client",
            "practise a sign of two words",
            {"type": "practise", "sign": "vsl/GOLD-SILVER", "attempt": ATTEMPT},
        ),
        ("server", "welcome", {"type": "welcome", "protocol": 1, "release": "first-1-0a1b2c3d"}),
        ("server", "ready", {"type": "ready", "sign": "vsl/MOM", "attempt": ATTEMPT}),
        (
            "server",
            "watching before a sign",
            {
                "type": "watching",
                "attempt": ATTEMPT,
                "state": "waiting",
                "seen": seen,
                "closest": None,
            },
        ),
        (
            "server",
            "watching during a sign",
            {
                "type": "watching",
                "attempt": ATTEMPT,
                "state": "signing",
                "seen": seen,
                "closest": "vsl/DAD",
            },
        ),
        (
            "server",
            "verdict correct",
            verdict
            | {"outcome": "correct", "reason": None, "closest": "vsl/MOM", "similarity": 0.83}
            | {"margin": 0.2, "evidence": evidence, "stored": True},
        ),
        (
            "server",
            "verdict another",
            verdict
            | {"outcome": "another", "reason": None, "closest": "asl/DOG", "similarity": 0.12}
            | {"margin": -0.41, "evidence": {"takes": 9, "signers": 4, "level": "judged"}}
            | {"stored": True},
        ),
        (
            "server",
            "verdict almost",
            verdict
            | {"outcome": "almost", "reason": None, "closest": "vsl/MOM", "similarity": 0.5}
            | {"margin": 0.01, "evidence": evidence, "stored": True},
        ),
        (
            "server",
            "verdict unseen",
            verdict
            | {"outcome": "unseen", "reason": "hands", "closest": None, "similarity": None}
            | {"margin": None, "evidence": evidence, "stored": False},
        ),
        (
            "server",
            "problem in Vietnamese",
            {"type": "problem", "code": "reload", "text": "Hãy tải lại trang."},
        ),
    ]
    return [
        {
            "name": name,
            "from": side,
            "value": value,
            "text": json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        }
        for side, name, value in values
    ]


def refused_messages() -> list[dict[str, Any]]:
    good = frame(10, body(0.0))
    half = bytearray(good)
    half[4:6] = struct.pack("<h", -32768)
    binary = {
        "nothing": (b"", "bad_length"),
        "a header cut short": (header(1)[:11], "bad_length"),
        "another mark": (header(1, magic=0x4C54) + good, "bad_header"),
        "another version": (header(1, version=2) + good, "bad_header"),
        "an unknown flag": (header(1, flags=2) + good, "bad_header"),
        "no frame": (header(0), "bad_count"),
        "seventeen frames": (header(17) + good * 17, "bad_count"),
        "one frame announced, two sent": (header(1) + good * 2, "bad_length"),
        "two frames announced, one and a half sent": (header(2) + good + good[:112], "bad_length"),
        "two frames of the same time": (header(2) + good + good, "bad_order"),
        "a time that runs back": (header(2) + good + frame(9, body(0.0)), "bad_order"),
        "a picture of no width": (header(1, aspect=0) + good, "bad_aspect"),
        "a point of which one half is missing": (header(1) + bytes(half), "bad_point"),
        "more than four kilobytes": (header(16) + b"\0" * 4085, "too_large"),
    }
    text = {
        "not JSON": ("hello", "not_json"),
        "NaN": ('{"type":"hello","protocol":NaN,"layout":"0123456789abcdef"}', "not_json"),
        "a list": ("[]", "not_an_object"),
        "an unknown type": ('{"type":"verdict"}', "unknown_message"),
        "a field too many": (
            '{"type":"hello","protocol":1,"layout":"0123456789abcdef","x":1}',
            "unknown_message",
        ),
        "a field too few": ('{"type":"hello","protocol":1}', "unknown_message"),
        "a protocol that is true": (
            '{"type":"hello","protocol":true,"layout":"0123456789abcdef"}',
            "bad_protocol",
        ),
        "a layout in capitals": (
            '{"type":"hello","protocol":1,"layout":"0123456789ABCDEF"}',
            "bad_layout",
        ),
        "a sign without its language": (
            f'{{"type":"practise","sign":"MOM","attempt":"{ATTEMPT}"}}',
            "bad_sign",
        ),
        "an attempt that is not a uuid": (
            '{"type":"practise","sign":"vsl/MOM","attempt":"1"}',
            "bad_attempt",
        ),
        "an attempt with a clock in it": (
            '{"type":"practise","sign":"vsl/MOM","attempt":"6f1c1f7e-3f0e-1d53-9a3c-2f6f0f7a9b11"}',
            "bad_attempt",
        ),
        "more than a kilobyte": ('"' + "é" * 512 + '"', "too_large"),
    }
    return [
        {"name": name, "base64": base64.b64encode(data).decode(), "code": code}
        for name, (data, code) in binary.items()
    ] + [{"name": name, "text": said, "code": code} for name, (said, code) in text.items()]


def write(name: str, value: object) -> None:
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)  # type: ignore[attr-defined]
    (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main() -> None:
    messages = frame_messages()
    for message in messages:
        (HERE / message["file"]).write_bytes(frame_bytes(message))
    write("frames.json", messages)
    write("messages.json", text_messages())
    write("refused.json", refused_messages())


if __name__ == "__main__":
    main()
